import type { Check } from './check.ts';
import { checkTable } from './check-table.ts';
import type { ClusterSnapshot, Unseen } from './cluster-snapshot.ts';
import { type Finding, severities, type Severity } from './finding.ts';

/** What came of a look at a cluster. */
export interface Diagnosis {
  /** The worst first. At most `findingsPerCheck` of each code. */
  readonly findings: readonly Finding[];
  /** How many there are of each severity, with those left out. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** By code, how many findings were left out; codes with none are absent. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly unseen: readonly Unseen[];
}

/** How many findings of one code are told. */
export const findingsPerCheck = 100;

/** Runs all checks on what was seen. Pure. */
export function diagnose(
  snapshot: ClusterSnapshot,
  checks: readonly Check[] = checkTable,
): Diagnosis {
  const findings: Finding[] = [];
  const leftOut: Record<string, number> = {};
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const severity of severities) {
    for (const check of checks.filter((each) => each.severity === severity)) {
      const problems = check.find(snapshot);
      counts[severity] += problems.length;
      const { code, why, remedy } = check;
      for (const { subject, what, commands = [] } of problems.slice(0, findingsPerCheck)) {
        findings.push({ severity, code, subject, what, why, remedy, commands });
      }
      if (problems.length > findingsPerCheck) leftOut[code] = problems.length - findingsPerCheck;
    }
  }
  return { findings, counts, leftOut, unseen: snapshot.unseen };
}

/** Whether something as bad as this was found, or worse. */
export function hasFindings({ counts }: Diagnosis, atLeast: Severity): boolean {
  const meant = severities.slice(0, severities.indexOf(atLeast) + 1);
  return meant.some((severity) => counts[severity] > 0);
}
