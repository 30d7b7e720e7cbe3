import type { Partition, Topic } from '@weir/protos';
import { isLeaderless, isUnderMinIsr, isUnderReplicated } from '@weir/runtime';

/** What can be wrong with a partition; several may be at a time. */
export const partitionStates = ['leaderless', 'under-replicated', 'under-min-isr'] as const;

/** One of `partitionStates`. */
export type PartitionState = (typeof partitionStates)[number];

/** Whether a partition of the topic is in that state. */
export function isInState(state: PartitionState, partition: Partition, topic: Topic): boolean {
  switch (state) {
    case 'leaderless':
      return isLeaderless(partition);
    case 'under-replicated':
      return isUnderReplicated(partition);
    case 'under-min-isr':
      return isUnderMinIsr(partition, topic);
  }
}
