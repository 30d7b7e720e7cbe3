import type { HeldPosition, ManualPartition, ReturningMember, StartFrom } from '@weir/client';
import { toOffset, WeirError } from '@weir/core';
import type { CommitPosition, StartPosition, SubscribeOpen } from '@weir/protos';

/** What somebody subscribes to, checked as far as the message alone tells. */
export interface Subscription {
  /** Empty without a group. */
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Empty without a pattern. */
  readonly topicPattern: string;
  /** Named by hand; undefined with topics or a pattern. */
  readonly partitions: readonly ManualPartition[] | undefined;
  readonly from: StartFrom;
  readonly offsetReset: 'earliest' | 'latest' | 'none';
  readonly resume: ReturningMember | undefined;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly maxMessageBytes: number;
}

const maxTopics = 1_000;
const maxPartitions = 10_000;
const defaultSessionTimeoutMs = 10_000;
const defaultRebalanceTimeoutMs = 60_000;
/** gRPC's own limit of a message that is received. */
const defaultMessageBytes = 4 * 1024 * 1024;
const minMessageBytes = 4 * 1024;

/** Reads the first message's `open`; throws one `INVALID_REQUEST` that lists all that is wrong. */
export function toSubscription(open: SubscribeOpen): Subscription {
  const problems = [...subjectProblems(open), ...memberProblems(open), ...limitProblems(open)];
  if (problems.length > 0) throw new WeirError('INVALID_REQUEST', problems.join('; '));
  return {
    groupId: open.groupId,
    topics: [...new Set(open.topics)],
    topicPattern: open.topicPattern,
    partitions: open.partitions.length === 0 ? undefined : open.partitions.map(toManual),
    from: fromOf(open),
    offsetReset: resetOf[open.offsetReset],
    resume: returningOf(open),
    sessionTimeoutMs: open.sessionTimeoutMs === 0 ? defaultSessionTimeoutMs : open.sessionTimeoutMs,
    rebalanceTimeoutMs:
      open.rebalanceTimeoutMs === 0 ? defaultRebalanceTimeoutMs : open.rebalanceTimeoutMs,
    maxMessageBytes: open.maxMessageBytes === 0 ? defaultMessageBytes : open.maxMessageBytes,
  };
}

/** Throws `INVALID_REQUEST` for an offset outside 0 to 2^53−1, naming its partition and the field. */
export function checkPosition(field: string, { topic, partition, offset }: CommitPosition): void {
  try {
    toOffset(offset);
  } catch (error) {
    throw new WeirError(
      'INVALID_REQUEST',
      `${field} of ${topic}/${partition}: offset ${offset} is outside 0 to 2^53−1`,
      { cause: error },
    );
  }
}

/** Throws `INVALID_REQUEST` when a message names more partitions than it may. */
export function checkCount(field: string, count: number): void {
  const [problem] = tooMany(field, count, maxPartitions);
  if (problem !== undefined) throw new WeirError('INVALID_REQUEST', problem);
}

const resetOf = {
  OFFSET_RESET_POLICY_UNSPECIFIED: 'none',
  OFFSET_RESET_POLICY_NONE: 'none',
  OFFSET_RESET_POLICY_EARLIEST: 'earliest',
  OFFSET_RESET_POLICY_LATEST: 'latest',
} as const;

function subjectProblems({ groupId, topics, topicPattern, partitions }: SubscribeOpen): string[] {
  const subjects = [topics.length > 0, topicPattern !== '', partitions.length > 0];
  const repeated = firstRepeated(partitions.map(({ topic, partition }) => `${topic}/${partition}`));
  return [
    ...(subjects.filter(Boolean).length === 1
      ? []
      : ['open needs one of topics, topic_pattern and partitions']),
    ...(topicPattern !== '' && groupId === '' ? ['topic_pattern needs a group_id'] : []),
    ...(repeated === undefined ? [] : [`partitions has ${repeated} twice`]),
  ];
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function memberProblems(open: SubscribeOpen): string[] {
  const isMember = open.groupId !== '' && open.partitions.length === 0;
  const forMembers = {
    assignor: open.assignor !== '',
    instance_id: open.instanceId !== '',
    member_id: open.memberId !== '',
  };
  const misplaced = Object.entries(forMembers).filter(([, isGiven]) => isGiven && !isMember);
  return [
    ...misplaced.map(([name]) => `${name} needs a group_id, and topics or topic_pattern`),
    ...(open.resumeFrom.length > 0 && open.memberId === ''
      ? ['resume_from needs a member_id']
      : []),
    ...open.resumeFrom.flatMap((position) =>
      position.offset === -1 ? [] : offsetProblem('resume_from', position),
    ),
    ...open.partitions.flatMap((position) => offsetProblem('partitions', position)),
  ];
}

function limitProblems(open: SubscribeOpen): string[] {
  const { maxMessageBytes } = open;
  return [
    ...tooMany('topics', open.topics.length, maxTopics),
    ...tooMany('partitions', open.partitions.length, maxPartitions),
    ...tooMany('resume_from', open.resumeFrom.length, maxPartitions),
    ...(maxMessageBytes === 0 || maxMessageBytes >= minMessageBytes
      ? []
      : [`max_message_bytes ${maxMessageBytes} is less than ${minMessageBytes}`]),
  ];
}

function tooMany(field: string, count: number, most: number): string[] {
  return count <= most ? [] : [`${field} has ${count} entries, at most ${most} are allowed`];
}

function offsetProblem(
  field: string,
  { topic, partition, offset }: Pick<StartPosition, 'topic' | 'partition' | 'offset'>,
): string[] {
  if (offset === undefined || (Number.isSafeInteger(offset) && offset >= 0)) return [];
  return [`${field} of ${topic}/${partition}: offset ${offset} is outside 0 to 2^53−1`];
}

function toManual({ topic, partition, offset }: StartPosition): ManualPartition {
  return { topic, partition, ...(offset === undefined ? undefined : { from: { offset } }) };
}

function fromOf({ startFrom, startTimestampMs }: SubscribeOpen): StartFrom {
  if (startFrom === 'START_FROM_LATEST') return 'latest';
  if (startFrom === 'START_FROM_TIMESTAMP') return { timestampMs: startTimestampMs };
  return 'earliest';
}

function returningOf({
  memberId,
  memberEpoch,
  resumeFrom,
}: SubscribeOpen): ReturningMember | undefined {
  if (memberId === '') return undefined;
  return { memberId, memberEpoch, positions: resumeFrom.map(toHeld) };
}

function toHeld({ topic, partition, offset }: CommitPosition): HeldPosition {
  return { topic, partition, ...(offset === -1 ? undefined : { offset }) };
}
