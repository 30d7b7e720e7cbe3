import type { ChangeIsrRequest, ChangeIsrResult } from '@weir/protos';
import type { ActiveContext } from './active-context.ts';
import { partitionKey, type PartitionRecord } from './records.ts';

/** Records the in-sync sets that a leader reports: only those of the epoch that it leads now. */
export async function changeIsr(
  { state, journal, publisher }: ActiveContext,
  request: ChangeIsrRequest,
): Promise<ChangeIsrResult[]> {
  const accepted: PartitionRecord[] = [];
  const results = request.partitions.map((change) => {
    const { topicId, partition, leaderEpoch, inSyncReplicas } = change;
    const record = state.partitions.get(partitionKey(topicId, partition));
    const answer = (errorCode: string): ChangeIsrResult => ({
      ...{ topicId, partition, errorCode },
      partitionEpoch: record?.partitionEpoch ?? 0,
    });
    if (record === undefined) return answer('UNKNOWN_TOPIC_OR_PARTITION');
    if (record.leader !== request.nodeId || record.leaderEpoch !== leaderEpoch) {
      return answer('FENCED_LEADER_EPOCH');
    }
    const partitionEpoch = record.partitionEpoch + 1;
    accepted.push({ ...record, inSyncReplicas, partitionEpoch });
    return { ...answer(''), partitionEpoch };
  });
  if (accepted.length === 0) return results;

  await journal.savePartitions(accepted);
  const current = accepted.filter((record) => {
    const known = state.partitions.get(partitionKey(record.topicId, record.partition));
    // An election may have come between: its decision is the newer one.
    return known?.leaderEpoch === record.leaderEpoch && known.leader === record.leader;
  });
  for (const record of current) state.setPartition(record);
  publisher.publish({ topicIds: current.map(({ topicId }) => topicId) });
  return results;
}
