import { toWeirError, WeirError } from '@weir/core';
import type { ElectionResultInput, ElectLeadersRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import type { ElectionOutcome } from './election-runner.ts';

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

type Elected = Extract<ElectionOutcome, { readonly kind: 'elected' }>;

const preferredAttempts = 3;

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
    const elected = isUnclean
      ? await electUnclean(context, record)
      : await electPreferred(context, record);
    const { possibleLossFromOffset } = elected.decision;
    return {
      partition: { topic, partition },
      leader: elected.decision.leader,
      leaderEpoch: elected.record.leaderEpoch,
      ...(possibleLossFromOffset === undefined ? undefined : { possibleLossFromOffset }),
    };
  } catch (error) {
    const { code, message } = toWeirError(error);
    return { partition: { topic, partition }, errorCode: code, errorMessage: message, leader: -1 };
  }
}

async function electUnclean(
  { elections }: ActiveContext,
  record: PartitionRecord,
): Promise<Elected> {
  const [outcome] = await elections.elect([record], 'unclean');
  if (outcome?.kind === 'elected') return outcome;
  if (outcome?.kind === 'undecided') {
    throw new WeirError('ELIGIBLE_LEADERS_NOT_AVAILABLE', `Nobody can lead: ${outcome.reason}`);
  }
  throw new WeirError('ELECTION_NOT_NEEDED', `Node ${record.leader} leads and answers`);
}

/** Under load a follower may be a record behind when it is asked: then it is tried again. */
async function electPreferred(context: ActiveContext, record: PartitionRecord): Promise<Elected> {
  const preferred = checkPreferred(context, record);
  for (let attempt = 0; attempt < preferredAttempts; attempt += 1) {
    const [outcome] = await context.elections.elect([record], 'preferred');
    if (outcome?.kind === 'undecided') {
      throw new WeirError('PREFERRED_LEADER_NOT_AVAILABLE', `Not elected: ${outcome.reason}`);
    }
    if (outcome?.kind !== 'elected') break;
    if (outcome.decision.leader === preferred) return outcome;
  }
  throw new WeirError(
    'PREFERRED_LEADER_NOT_AVAILABLE',
    `Preferred leader ${preferred} was behind another replica`,
  );
}

/** The partition of a topic that is not being deleted; `UNKNOWN_TOPIC_OR_PARTITION` without one. */
export function findPartition(
  { state }: ActiveContext,
  topic: string,
  partition: number,
): PartitionRecord {
  const topicId = state.activeTopicByName(topic)?.topicId ?? '';
  const record = state.partitions.get(partitionKey(topicId, partition));
  if (record !== undefined) return record;
  throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `There is no partition ${topic}/${partition}`);
}

function checkPreferred({ state }: ActiveContext, record: PartitionRecord): number {
  const [preferred = -1] = replicasOf(record);
  if (record.leader === preferred) {
    throw new WeirError('ELECTION_NOT_NEEDED', `Node ${preferred} leads already`);
  }
  if (state.isDrained(preferred)) {
    throw new WeirError(
      'PREFERRED_LEADER_NOT_AVAILABLE',
      `Preferred leader ${preferred} is on a node that is drained: take the drain back first`,
    );
  }
  if (!state.isAlive(preferred) || !record.inSyncReplicas.includes(preferred)) {
    throw new WeirError(
      'PREFERRED_LEADER_NOT_AVAILABLE',
      `Preferred leader ${preferred} is not alive and in sync`,
    );
  }
  return preferred;
}

function partitionsOffPreferred({ state }: ActiveContext): NamedPartition[] {
  return state.activePartitions().flatMap((record) => {
    const topic = state.topics.get(record.topicId);
    const isOff = record.leader !== replicasOf(record)[0];
    return isOff && topic !== undefined ? [{ topic: topic.name, partition: record.partition }] : [];
  });
}
