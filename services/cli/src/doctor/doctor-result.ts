import type { CommandResult } from '../result/command-result.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { diagnose, type Diagnosis, hasFindings } from './diagnose.ts';
import { countsText, formatDiagnosis } from './diagnosis-text.ts';
import type { Severity } from './finding.ts';

/** The doctor found something as bad as was asked for. */
class ProblemsFound extends Error {
  override name = 'ProblemsFound';
  readonly code = 'PROBLEMS_FOUND';
}

/** The diagnosis of a cluster; it fails with `ProblemsFound` for findings as bad as `failOn`. */
export function doctorResult(snapshot: ClusterSnapshot, failOn: Severity | 'never'): CommandResult {
  const diagnosis = diagnose(snapshot);
  const fails = failOn !== 'never' && hasFindings(diagnosis, failOn);
  return {
    data: toDocument(snapshot, diagnosis),
    text: formatDiagnosis(diagnosis, snapshot),
    items: diagnosis.findings,
    ...(fails ? { failure: new ProblemsFound(countsText(diagnosis)) } : undefined),
  };
}

/** The diagnosis of addresses of which none leads to a cluster. */
export function unreachableResult(snapshot: ClusterSnapshot, failure: Error): CommandResult {
  const diagnosis = diagnose(snapshot);
  return {
    data: toDocument(snapshot, diagnosis),
    text: formatDiagnosis(diagnosis, undefined),
    items: diagnosis.findings,
    failure,
  };
}

function toDocument(snapshot: ClusterSnapshot, diagnosis: Diagnosis): object {
  const { findings, counts, leftOut, unseen } = diagnosis;
  const { clusterId, takenAtMs, nodes, topics, groups, bootstrap } = snapshot;
  return {
    clusterId,
    lookedAtMs: takenAtMs,
    isReached: clusterId !== '',
    seen: {
      nodes: nodes.length,
      topics: topics.length,
      partitions: topics.reduce((sum, { partitions }) => sum + partitions.length, 0),
      groups: groups.length,
    },
    counts,
    findings,
    leftOut,
    unseen,
    bootstrap,
  };
}
