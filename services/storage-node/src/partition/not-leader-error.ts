import { WeirError } from '@weir/core';

import type { PartitionEnvironment } from './partition-environment.ts';
import type { ReplicaKey } from './replica-store.ts';

/** The answer to who takes this node for the leader; names the one that the metadata tell. */
export function notLeaderError(
  { nodeId, leaderHint }: Pick<PartitionEnvironment, 'nodeId' | 'leaderHint'>,
  key: ReplicaKey,
): WeirError {
  return new WeirError(
    'NOT_LEADER_OR_FOLLOWER',
    `Node ${nodeId} does not lead partition ${key.partition} of topic ${key.topicId}`,
    { metadata: { ...leaderHint(key) } },
  );
}
