/** How many replicas must promise before a leader may be elected. */
export interface ElectionQuorum {
  /** Promises from clean replicas: RF − m + 1, which meets every set of m replicas. */
  readonly evidence: number;
  /** Promises from replicas clean or not: more than half, so that an epoch has one leader. */
  readonly majority: number;
}

/** The quorums of an election by rule a of the replication protocol, section 0. */
export function electionQuorum(
  replicationFactor: number,
  minInsyncReplicas: number,
): ElectionQuorum {
  return {
    evidence: replicationFactor - minInsyncReplicas + 1,
    majority: Math.floor(replicationFactor / 2) + 1,
  };
}

/** `min.insync.replicas` of a topic that does not set it: more than half of its replicas. */
export function defaultMinInsyncReplicas(replicationFactor: number): number {
  return Math.floor(replicationFactor / 2) + 1;
}

/**
 * What a topic's creator should know about its `min.insync.replicas`, if anything.
 *
 * Where m ≤ RF/2 the evidence quorum is more than half of the replicas, at RF 2 and 3 all of them:
 * after the loss of one disk nobody can be elected by rule a.
 */
export function electionQuorumWarning(
  replicationFactor: number,
  minInsyncReplicas: number,
): string | undefined {
  const proposed = defaultMinInsyncReplicas(replicationFactor);
  if (minInsyncReplicas >= proposed) return undefined;

  const { evidence } = electionQuorum(replicationFactor, minInsyncReplicas);
  const proposedEvidence = electionQuorum(replicationFactor, proposed).evidence;
  return (
    `With min.insync.replicas ${minInsyncReplicas} an election needs ${evidence} of ` +
    `${replicationFactor} replicas with their data intact; with ${proposed} it needs ` +
    `${proposedEvidence}`
  );
}
