import { WeirError } from './weir-error.ts';

declare const brandName: unique symbol;

/** A `Base` that cannot be mixed up with another quantity of the same `Base`. */
export type Brand<Base, Name extends string> = Base & { readonly [brandName]: Name };

/** Position of a record in its partition: a safe integer, 0 for the first. */
export type Offset = Brand<number, 'Offset'>;

/** Rises with each leader of a partition; an int32, 0 before the first leader. */
export type LeaderEpoch = Brand<number, 'LeaderEpoch'>;

/** Rises with each leader or in-sync set change of a partition; a safe integer. */
export type PartitionEpoch = Brand<number, 'PartitionEpoch'>;

/** Rises with each registration of a node; a safe integer. */
export type NodeEpoch = Brand<number, 'NodeEpoch'>;

/** Identity of a storage node, chosen by the operator; an int32. */
export type NodeId = Brand<number, 'NodeId'>;

/** Identity of a topic for life: a UUID in lower case. Outlives its name. */
export type TopicId = Brand<string, 'TopicId'>;

/** Name of a topic; see `toTopicName`. */
export type TopicName = Brand<string, 'TopicName'>;

/** Name of a consumer group or queue group; see `toGroupId`. */
export type GroupId = Brand<string, 'GroupId'>;

/** Identity of one member session of a group: 1 to 255 characters. */
export type MemberId = Brand<string, 'MemberId'>;

/** Identity of a producer: a random safe integer from 1 on, or `noProducerId`. */
export type ProducerId = Brand<number, 'ProducerId'>;

/** The producer id of a batch that is not idempotent: 0, which is absent on the wire. */
export const noProducerId = 0 as ProducerId;

const maxInt32 = 0x7f_ff_ff_ff;
const maxMemberIdLength = 255;
const uuidPattern = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** Checks an offset where it enters; `INVALID_REQUEST` outside 0 to 2^53−1. */
export function toOffset(value: number): Offset {
  return checkInteger('Offset', value, Number.MAX_SAFE_INTEGER) as Offset;
}

/** Checks a leader epoch where it enters; `INVALID_REQUEST` outside 0 to 2^31−1. */
export function toLeaderEpoch(value: number): LeaderEpoch {
  return checkInteger('Leader epoch', value, maxInt32) as LeaderEpoch;
}

/** Checks a partition epoch where it enters; `INVALID_REQUEST` outside 0 to 2^53−1. */
export function toPartitionEpoch(value: number): PartitionEpoch {
  return checkInteger('Partition epoch', value, Number.MAX_SAFE_INTEGER) as PartitionEpoch;
}

/** Checks a node epoch where it enters; `INVALID_REQUEST` outside 0 to 2^53−1. */
export function toNodeEpoch(value: number): NodeEpoch {
  return checkInteger('Node epoch', value, Number.MAX_SAFE_INTEGER) as NodeEpoch;
}

/** Checks a node id where it enters; `INVALID_REQUEST` outside 0 to 2^31−1. */
export function toNodeId(value: number): NodeId {
  return checkInteger('Node id', value, maxInt32) as NodeId;
}

/** Checks a producer id where it enters; `INVALID_REQUEST` outside 0 (none) to 2^53−1. */
export function toProducerId(value: number): ProducerId {
  return checkInteger('Producer id', value, Number.MAX_SAFE_INTEGER) as ProducerId;
}

/** Checks a topic id where it enters and puts it in lower case; `INVALID_REQUEST` if no UUID. */
export function toTopicId(value: string): TopicId {
  const topicId = value.toLowerCase();
  if (uuidPattern.test(topicId)) return topicId as TopicId;
  throw new WeirError('INVALID_REQUEST', `Topic id "${value.slice(0, 64)}" is not a UUID`);
}

/** Checks a member id where it enters; `INVALID_REQUEST` if empty or over 255 characters. */
export function toMemberId(value: string): MemberId {
  if (value.length > 0 && value.length <= maxMemberIdLength) return value as MemberId;
  throw new WeirError(
    'INVALID_REQUEST',
    `Member id has ${value.length} characters, allowed are 1 to ${maxMemberIdLength}`,
  );
}

function checkInteger(quantity: string, value: number, maximum: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= maximum) return value;
  throw new WeirError(
    'INVALID_REQUEST',
    `${quantity} ${value} is not an integer from 0 to ${maximum}`,
  );
}
