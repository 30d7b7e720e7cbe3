import { toWeirError, WeirError } from '@weir/core';
import type { ElectionResultInput, ElectLeadersRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';

/** Elections that an operator asks for: preferred, or unclean with possible loss. */
export async function electLeaders(
  context: ActiveContext,
  request: ElectLeadersRequest,
): Promise<ElectionResultInput[]> {
  const isUnclean = request.type === 'ELECTION_TYPE_UNCLEAN';
  if (!isUnclean && request.type !== 'ELECTION_TYPE_PREFERRED') {
    throw new WeirError('INVALID_REQUEST', 'Election type is neither PREFERRED nor UNCLEAN');
  }
  if (isUnclean && request.partitions.length === 0) {
    throw new WeirError('INVALID_REQUEST', 'An unclean election names its partitions');
  }
  const named =
    request.partitions.length > 0 ? request.partitions : partitionsOffPreferred(context);
  return Promise.all(named.map((partition) => electOne(context, partition, isUnclean)));
}

interface NamedPartition {
  readonly topic: string;
  readonly partition: number;
}

async function electOne(
  context: ActiveContext,
  { topic, partition }: NamedPartition,
  isUnclean: boolean,
): Promise<ElectionResultInput> {
  try {
    const record = findPartition(context, topic, partition);
    if (!isUnclean) checkPreferred(context, record);
    else if (record.leader !== null && context.state.isReachable(record.leader)) {
      throw new WeirError('ELECTION_NOT_NEEDED', `Node ${record.leader} leads and answers`);
    }
    const [outcome] = await context.elections.elect([
      { ...record, isUnclean, isHandOver: !isUnclean },
    ]);
    if (outcome?.elected === undefined) {
      throw new WeirError(
        'ELIGIBLE_LEADERS_NOT_AVAILABLE',
        `Nobody can lead ${topic}/${partition}: ${outcome?.reason ?? 'it is gone'}`,
      );
    }
    const { leader, possibleLossFromOffset, certainLossToOffset } = outcome.elected;
    if (possibleLossFromOffset !== undefined) {
      context.logger.error(
        { topic, partition, leader, possibleLossFromOffset, certainLossToOffset },
        'Unclean election: records from this offset on may be lost',
      );
    }
    return {
      partition: { topic, partition },
      leader,
      leaderEpoch: outcome.record.leaderEpoch,
      ...(possibleLossFromOffset === undefined ? undefined : { possibleLossFromOffset }),
    };
  } catch (error) {
    const { code, message } = toWeirError(error);
    return { partition: { topic, partition }, errorCode: code, errorMessage: message, leader: -1 };
  }
}

function findPartition(
  { state }: ActiveContext,
  topic: string,
  partition: number,
): PartitionRecord {
  const topicId = state.activeTopicByName(topic)?.topicId ?? '';
  const record = state.partitions.get(partitionKey(topicId, partition));
  if (record !== undefined) return record;
  throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `There is no partition ${topic}/${partition}`);
}

function checkPreferred({ state }: ActiveContext, record: PartitionRecord): void {
  const [preferred = -1] = replicasOf(record);
  if (record.leader === preferred) {
    throw new WeirError('ELECTION_NOT_NEEDED', `Node ${preferred} leads already`);
  }
  if (!state.isAlive(preferred) || !record.inSyncReplicas.includes(preferred)) {
    throw new WeirError(
      'PREFERRED_LEADER_NOT_AVAILABLE',
      `Preferred leader ${preferred} is not alive and in sync`,
    );
  }
}

function partitionsOffPreferred({ state }: ActiveContext): NamedPartition[] {
  return [...state.partitions.values()].flatMap((record) => {
    const topic = state.topics.get(record.topicId);
    const isOff = record.leader !== replicasOf(record)[0];
    if (topic?.state !== 'active' || !isOff) return [];
    return [{ topic: topic.name, partition: record.partition }];
  });
}
