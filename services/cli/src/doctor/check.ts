import type { ClusterSnapshot } from './cluster-snapshot.ts';
import type { Problem, Severity } from './finding.ts';

/** One thing that the doctor looks for. */
export interface Check {
  /** Stable: scripts may rely on it. */
  readonly code: string;
  readonly severity: Severity;
  /** What it looks for, for the page of all checks. */
  readonly looksFor: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do, in words. */
  readonly remedy: string;
  /** Everything of this kind, in the order in which it should be told. */
  readonly find: (snapshot: ClusterSnapshot) => readonly Problem[];
}
