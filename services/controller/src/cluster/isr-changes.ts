import { toWeirError } from '@weir/core';
import type { ChangeIsrRequest, ChangeIsrResult } from '@weir/protos';
import type { ActiveContext } from './active-context.ts';
import { partitionKey, type PartitionRecord } from './records.ts';

/**
 * Records the in-sync sets that a leader reports: only those of the epoch that it leads now.
 *
 * They are for operators and clients: no election reads them (replication protocol, rule 5.2).
 */
export async function changeIsr(
  { state, writer, publisher }: ActiveContext,
  request: ChangeIsrRequest,
): Promise<ChangeIsrResult[]> {
  const refusals = new Map<string, string>();
  const partitions = request.partitions.map(
    ({ topicId, partition, leaderEpoch, inSyncReplicas }) => {
      const key = partitionKey(topicId, partition);
      return {
        key,
        change: (known: PartitionRecord | undefined): PartitionRecord | undefined => {
          const refusal = whyNot(known, request.nodeId, leaderEpoch);
          if (known === undefined || refusal !== undefined) {
            refusals.set(key, refusal ?? 'UNKNOWN_TOPIC_OR_PARTITION');
            return undefined;
          }
          return isSame(known.inSyncReplicas, inSyncReplicas)
            ? undefined
            : { ...known, inSyncReplicas };
        },
      };
    },
  );
  let storeError = '';
  try {
    const changed = await writer.update({ partitions });
    publisher.publish({ topicIds: changed.partitions.map(({ topicId }) => topicId) });
  } catch (error) {
    storeError = toWeirError(error).code;
  }
  return request.partitions.map(({ topicId, partition }) => {
    const key = partitionKey(topicId, partition);
    const errorCode = refusals.get(key) ?? storeError;
    const partitionEpoch = state.partitions.get(key)?.partitionEpoch ?? 0;
    return { topicId, partition, errorCode, partitionEpoch };
  });
}

function whyNot(
  known: PartitionRecord | undefined,
  nodeId: number,
  leaderEpoch: number,
): string | undefined {
  if (known === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const leads = known.leader === nodeId && known.leaderEpoch === leaderEpoch;
  return leads ? undefined : 'FENCED_LEADER_EPOCH';
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((nodeId, index) => nodeId === right[index]);
}
