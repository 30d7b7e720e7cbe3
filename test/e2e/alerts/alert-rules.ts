import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** An alert as its rule has it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** Such as `5m`; none fires at once. */
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

/** The folder with what Prometheus is given. */
export const prometheusFolder = join(import.meta.dirname, '..', '..', '..', 'deploy', 'prometheus');

/** The one source of the alerts. */
export const rulesFile = join(prometheusFolder, 'rules.yaml');

/** Every alert, in the order of the file. */
export function readAlertRules(): AlertRule[] {
  const { groups } = parse(readFileSync(rulesFile, 'utf8')) as RuleFile;
  return groups.flatMap(({ rules }) => rules);
}

/**
 * The series that an expression names. Good enough for names such as ours: with an underscore, and not
 * followed by `(`.
 */
export function metricsOf(expr: string): string[] {
  const withoutLabels = expr.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\b(?:by|on) \([^)]*\)/g, '');
  const names = withoutLabels.match(/\b[a-z]+(?:_[a-z0-9]+)+\b(?!\s*\()/g) ?? [];
  return [...new Set(/\bup\b/.test(withoutLabels) ? [...names, 'up'] : names)];
}
