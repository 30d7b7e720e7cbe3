import { defaultMinInsyncReplicas } from './election-quorum.ts';
import { maxRecordBatchBytes } from './record-set-builder.ts';
import type { TimestampType } from './record-batch-layout.ts';

/** When a replica counts a record. */
export type FlushPolicy = 'fsync' | 'page-cache';

/** Which replicas must hold a record before it is committed. */
export type CommitPolicy = 'in-sync' | 'quorum';

/** The effective configuration of a topic. `topicConfigDefinitions` says what each entry means. */
export interface TopicConfig {
  readonly cleanupPolicy: 'delete';
  readonly commitPolicy: CommitPolicy;
  readonly flushPolicy: FlushPolicy;
  readonly indexIntervalBytes: number;
  readonly maxMessageBytes: number;
  readonly messageTimestampType: TimestampType;
  readonly minInsyncReplicas: number;
  /** −1 for no limit. */
  readonly retentionBytes: number;
  /** −1 for ever. */
  readonly retentionMs: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly uncleanLeaderElectionEnable: boolean;
}

/** What a config's meaning or default may depend on. */
export interface TopicConfigContext {
  readonly replicationFactor: number;
}

interface DefinitionOf<Key extends keyof TopicConfig> {
  /** Kafka's dotted name where Kafka has the config. */
  readonly name: string;
  /** The property of `TopicConfig` that it sets. */
  readonly property: Key;
  /** One sentence for help texts and docs. */
  readonly meaning: string;
  /** The value of a topic that does not set it. */
  readonly defaultFor: (context: TopicConfigContext) => TopicConfig[Key];
}

interface IntegerDefinition<Key extends keyof TopicConfig> extends DefinitionOf<Key> {
  readonly type: 'integer';
  /** Inclusive. */
  readonly minimum: number;
  /** Inclusive. */
  readonly maximumFor: (context: TopicConfigContext) => number;
}

interface BooleanDefinition<Key extends keyof TopicConfig> extends DefinitionOf<Key> {
  readonly type: 'boolean';
}

interface EnumDefinition<Key extends keyof TopicConfig> extends DefinitionOf<Key> {
  readonly type: 'enum';
  readonly values: readonly TopicConfig[Key][];
}

type AnyDefinition<Key extends keyof TopicConfig> = TopicConfig[Key] extends number
  ? IntegerDefinition<Key>
  : TopicConfig[Key] extends boolean
    ? BooleanDefinition<Key>
    : EnumDefinition<Key>;

/** One row of the table of topic configs. */
export type TopicConfigDefinition = {
  [Key in keyof TopicConfig]: AnyDefinition<Key>;
}[keyof TopicConfig];

const dayMs = 24 * 60 * 60 * 1000;
const maxInt32 = 0x7f_ff_ff_ff;
const anySafeInteger = (): number => Number.MAX_SAFE_INTEGER;
const anyInt32 = (): number => maxInt32;

const definitionByProperty: { readonly [Key in keyof TopicConfig]: AnyDefinition<Key> } = {
  cleanupPolicy: {
    name: 'cleanup.policy',
    property: 'cleanupPolicy',
    type: 'enum',
    values: ['delete'],
    defaultFor: () => 'delete',
    meaning: 'What happens to old segments: they are deleted.',
  },
  commitPolicy: {
    name: 'commit.policy',
    property: 'commitPolicy',
    type: 'enum',
    values: ['in-sync', 'quorum'],
    defaultFor: () => 'in-sync',
    meaning:
      'Which replicas must hold a record before it is committed: the whole in-sync set, or any ' +
      'min.insync.replicas of them.',
  },
  flushPolicy: {
    name: 'flush.policy',
    property: 'flushPolicy',
    type: 'enum',
    values: ['fsync', 'page-cache'],
    defaultFor: () => 'fsync',
    meaning:
      'When a replica counts a record: once it is on disk, or once the operating system has it.',
  },
  indexIntervalBytes: {
    name: 'index.interval.bytes',
    property: 'indexIntervalBytes',
    type: 'integer',
    minimum: 0,
    maximumFor: anyInt32,
    defaultFor: () => 4096,
    meaning: 'Bytes of log between two entries of the offset index.',
  },
  maxMessageBytes: {
    name: 'max.message.bytes',
    property: 'maxMessageBytes',
    type: 'integer',
    minimum: 1024,
    maximumFor: () => maxRecordBatchBytes,
    defaultFor: () => 1_048_588,
    meaning: 'Largest record batch, compressed as it is sent.',
  },
  messageTimestampType: {
    name: 'message.timestamp.type',
    property: 'messageTimestampType',
    type: 'enum',
    values: ['CreateTime', 'LogAppendTime'],
    defaultFor: () => 'CreateTime',
    meaning: 'Whose clock sets the timestamp of a record: its producer, or the leader.',
  },
  minInsyncReplicas: {
    name: 'min.insync.replicas',
    property: 'minInsyncReplicas',
    type: 'integer',
    minimum: 1,
    maximumFor: ({ replicationFactor }) => replicationFactor,
    defaultFor: ({ replicationFactor }) => defaultMinInsyncReplicas(replicationFactor),
    meaning: 'Replicas that must hold a record before an acks=all produce is acknowledged.',
  },
  retentionBytes: {
    name: 'retention.bytes',
    property: 'retentionBytes',
    type: 'integer',
    minimum: -1,
    maximumFor: anySafeInteger,
    defaultFor: () => -1,
    meaning: 'Size of a partition above which its oldest segments are deleted; -1 for no limit.',
  },
  retentionMs: {
    name: 'retention.ms',
    property: 'retentionMs',
    type: 'integer',
    minimum: -1,
    maximumFor: anySafeInteger,
    defaultFor: () => 7 * dayMs,
    meaning: 'Age above which segments are deleted; -1 for never.',
  },
  segmentBytes: {
    name: 'segment.bytes',
    property: 'segmentBytes',
    type: 'integer',
    minimum: 1024,
    maximumFor: anyInt32,
    defaultFor: () => 1024 * 1024 * 1024,
    meaning: 'Size at which a segment is rolled.',
  },
  segmentMs: {
    name: 'segment.ms',
    property: 'segmentMs',
    type: 'integer',
    minimum: 1,
    maximumFor: anySafeInteger,
    defaultFor: () => 7 * dayMs,
    meaning: 'Age at which a segment with records is rolled.',
  },
  uncleanLeaderElectionEnable: {
    name: 'unclean.leader.election.enable',
    property: 'uncleanLeaderElectionEnable',
    type: 'boolean',
    defaultFor: () => false,
    meaning: 'Whether a replica that may have lost records may lead when no other can.',
  },
};

/** Every topic config there is, in order of name. */
export const topicConfigDefinitions: readonly TopicConfigDefinition[] =
  Object.values(definitionByProperty);
