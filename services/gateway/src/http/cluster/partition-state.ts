import { defaultMinInsyncReplicas } from '@weir/core';
import type { Partition, Topic } from '@weir/protos';

/** What can be wrong with a partition; several may be at a time. */
export const partitionStates = ['leaderless', 'under-replicated', 'under-min-isr'] as const;

/** One of `partitionStates`. */
export type PartitionState = (typeof partitionStates)[number];

/** Whether a partition of the topic is in that state. */
export function isInState(
  state: PartitionState,
  { leader, inSyncReplicas, assignedReplicas }: Partition,
  { configs, replicationFactor }: Topic,
): boolean {
  switch (state) {
    case 'leaderless':
      return leader === undefined;
    case 'under-replicated':
      return inSyncReplicas.length < assignedReplicas.length;
    case 'under-min-isr': {
      const set = configs['min.insync.replicas'];
      return inSyncReplicas.length < Number(set ?? defaultMinInsyncReplicas(replicationFactor));
    }
  }
}
