import {
  byName,
  type CommandShape,
  dryRun,
  flag,
  integer,
  list,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';

/** A partition, as the controller knows it. */
export const partitionFields = {
  partition: integer('number of the partition, from 0'),
  leader: optional(integer('node that leads; missing while nobody does')),
  leaderEpoch: integer('grows with each election'),
  partitionEpoch: integer('grows with each change of leader or in-sync set'),
  assignedReplicas: list(integer(''), 'node ids, the preferred leader first'),
  inSyncReplicas: list(integer(''), 'node ids'),
  leaderlessReason: text('why nobody leads, for people; empty otherwise'),
};

const topic = object({
  topicId: text('UUID; a topic that is created again has another'),
  name: text('name'),
  internal: flag('whether Weir itself uses it'),
  configs: byName(text(''), 'configs that are set, by name'),
  configVersion: integer('grows with each change of configs'),
  replicationFactor: integer('replicas of each partition'),
  partitions: list(object(partitionFields)),
});

const config = object({
  name: text('name, such as retention.ms'),
  value: text('value, as text'),
  isDefault: flag('whether it is not set'),
  documentation: text('what it does'),
});

const log = {
  leaderEpoch: integer("the answering leader's epoch"),
  logStartOffset: integer('first offset that can be read'),
  highWatermark: integer('first offset that is not committed yet'),
  logEndOffset: integer('offset of the next record'),
  logBytes: integer("bytes on the leader's disk"),
  segments: integer('number of files'),
  followers: list(
    object({
      nodeId: integer('node'),
      logEndOffset: integer('offset of its next record; -1: not known yet'),
      inSync: flag('whether it is in sync'),
      behindMs: integer('ms since it last had all; 0 while it has'),
    }),
  ),
};

const optionalLog = Object.fromEntries(
  Object.entries(log).map(([name, shape]) => [name, optional(shape)]),
);

const changed = object({ topic, warnings: list(text('what the settings cost')), dryRun });

const configList = object({ topic: text('name of the topic'), configs: list(config) });

/** Results of `weir topic …` and `weir config …`. */
export const topicShapes: Readonly<Record<string, CommandShape>> = {
  'topic list': {
    shape: object({
      topics: list(
        object({
          name: text('name'),
          topicId: text('UUID'),
          partitions: integer('number of partitions'),
          replicationFactor: integer('replicas of each partition'),
          internal: flag('whether Weir itself uses it'),
          leaderlessPartitions: integer('partitions that nobody leads'),
          underReplicatedPartitions: integer('partitions with replicas that are not in sync'),
          underMinIsrPartitions: integer('partitions that refuse acks=all'),
        }),
      ),
    }),
  },
  'topic describe': {
    shape: object({
      topic,
      configs: list(config),
      logs: list(
        object({
          partition: integer('number of the partition'),
          ...optionalLog,
          error: optional(
            object(
              { code: text('error code'), message: text('for people') },
              'why nobody described it; then all else but the partition is missing',
            ),
          ),
        }),
      ),
    }),
  },
  'topic create': {
    shape: object({
      topic: optional(topic),
      warnings: optional(list(text('what the settings cost'))),
      exists: optional(text('with --if-not-exists: its name; topic and warnings are missing then')),
      dryRun,
    }),
  },
  'topic alter': { shape: changed },
  'topic add-partitions': { shape: object({ topic, dryRun }) },
  'topic delete': { shape: object({ deleted: text('name of the topic'), dryRun }) },
  'config list': { shape: configList },
  'config get': { shape: object({ topic: text('name of the topic'), config }) },
  'config set': { shape: changed },
  'config unset': { shape: changed },
  'config docs': {
    shape: object({
      configs: list(
        object({
          name: text('name'),
          type: text('kind of value', ['integer', 'boolean', 'enum']),
          default: text('default of topics with 3 replicas'),
          minimum: optional(integer('of integers, inclusive')),
          maximum: optional(integer('of integers, inclusive')),
          values: optional(list(text(''), 'all values of an enum')),
          meaning: text('what it does'),
        }),
      ),
    }),
  },
};

/** A partition by its topic and number. */
export const topicPartition = orNull(
  object({ topic: text('name of the topic'), partition: integer('number of the partition') }),
);
