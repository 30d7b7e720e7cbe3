import { markdownTable } from '../../harness/markdown-table.ts';
import type { ActResult } from './run-acts.ts';

/** A run from its beginning to its end. */
export interface E2eResults {
  /** Such as `Kubernetes v1.34.4`. */
  readonly versions: readonly string[];
  /** What the load and the machines were. */
  readonly conditions: readonly string[];
  readonly startedAt: Date;
  readonly acts: readonly ActResult[];
  /** What happened before and after the acts, one sentence each. */
  readonly steps: readonly string[];
  /** What is wrong; empty when all is well. */
  readonly findings: readonly string[];
  readonly acknowledged: number;
}

const header = [
  'act',
  'planned',
  'lasted',
  'writes, direct',
  'writes, gateway',
  'reads, direct',
  'reads, gateway',
  'acknowledged',
  'failed writes',
];

/** The whole document, Markdown. */
export function resultsDocument(results: E2eResults): string {
  const { versions, conditions, startedAt, acts, steps, findings, acknowledged } = results;
  const date = startedAt.toISOString().slice(0, 10);
  return [
    '# On a real Kubernetes: results',
    '',
    `Run ${date} by \`npm run e2e:k8s\`: see [its README](k8s/README.md).`,
    '',
    ...[...versions, ...conditions].map((line) => `- ${line}`),
    '',
    markdownTable(header, acts.map(toRow)),
    '',
    'Each act lasts until all is whole again: every pod ready, every replica in sync, every partition flowing.',
    'The gaps are the longest time for which any one partition acknowledged nothing to the producer of a route,',
    'or gave nothing to its group. Nothing fails that a later attempt of the same producer delivered.',
    '',
    ...acts.map(({ act, outcome, note }) => `- ${act.name}: ${act.what}${toldOf(outcome, note)}.`),
    '',
    'Before and after:',
    '',
    ...steps.map((step) => `- ${step}`),
    '',
    `Of ${acknowledged.toLocaleString('en')} acknowledged records: ${verdict(findings)}`,
    ...(findings.length === 0 ? [] : ['', ...findings.map((finding) => `- ${finding}`)]),
    '',
  ].join('\n');
}

/** Whether no act failed, no planned one failed a write, and the judge found nothing. */
export function isGood({ acts, findings }: Pick<E2eResults, 'acts' | 'findings'>): boolean {
  const isBad = ({ act, outcome, failedWrites }: ActResult): boolean =>
    outcome === 'failed' || (act.isPlanned && failedWrites > 0);
  return findings.length === 0 && !acts.some(isBad);
}

function verdict(findings: readonly string[]): string {
  return findings.length === 0
    ? 'none is lost, none is there twice, every key is in order, both groups were given all.'
    : `${findings.length} things are wrong.`;
}

function toldOf(outcome: ActResult['outcome'], note: string): string {
  if (outcome === 'done') return note === '' ? '' : ` (${note})`;
  return ` (${outcome === 'skipped' ? 'skipped' : 'FAILED'}: ${note})`;
}

function toRow({ act, outcome, durationMs, figures, failedWrites }: ActResult): string[] {
  const first = [act.name, act.isPlanned ? 'yes' : 'no'];
  if (figures === undefined) return [...first, outcome];
  const milliseconds = (value: number): string => `${Math.round(value).toLocaleString('en')} ms`;
  return [
    ...first,
    outcome === 'failed' ? 'FAILED' : `${Math.round(durationMs / 1_000)} s`,
    milliseconds(figures.writeGapMs.direct),
    milliseconds(figures.writeGapMs.gateway),
    milliseconds(figures.readGapMs.direct),
    milliseconds(figures.readGapMs.gateway),
    figures.acknowledged.toLocaleString('en'),
    `${failedWrites}`,
  ];
}
