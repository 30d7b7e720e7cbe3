import {
  type CommandShape,
  dryRun,
  flag,
  integer,
  list,
  number,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';

const state = text('state', [
  ...['GROUP_STATE_EMPTY', 'GROUP_STATE_RECONCILING', 'GROUP_STATE_STABLE'],
]);

const partitions = list(
  object({
    topicId: text('UUID'),
    topic: text('name'),
    partition: integer('number'),
  }),
);

/** Results of `weir group …` and `weir check`. */
export const groupShapes: Readonly<Record<string, CommandShape>> = {
  'group list': {
    shape: object({
      groups: list(
        object({
          groupId: text('id'),
          state,
          members: integer('number of members'),
          lag: optional(integer('records behind, of all partitions; missing: not known')),
          stuckPartitions: integer('partitions of which nothing is taken'),
        }),
      ),
    }),
  },
  'group describe': {
    shape: object({
      groupId: text('id'),
      state,
      assignor: text('how partitions are shared'),
      groupEpoch: integer('grows with each change'),
      coordinatorId: text('who holds the group'),
      members: list(
        object({
          memberId: text('id'),
          instanceId: text('of static members; else empty'),
          clientId: text('what the client calls itself'),
          rack: text('its rack; may be empty'),
          memberEpoch: integer('grows with each assignment'),
          owned: { ...partitions, description: 'what it has' },
          target: { ...partitions, description: 'what it is to have' },
          topics: list(text(''), 'what it reads'),
          topicPattern: text('or topics that match'),
          isConnected: flag('whether it is connected'),
          assignor: text('the one that it asks for'),
          sessionTimeoutMs: integer('ms of silence after which it is out'),
          silentMs: integer('ms since its last message'),
        }),
      ),
      partitions: list(
        object({
          topicId: text('UUID'),
          topic: text('name'),
          partition: integer('number'),
          memberId: text('who reads it; empty: nobody'),
          committedOffset: optional(integer('next offset to read, as committed')),
          logStartOffset: optional(integer('first offset that can be read')),
          highWatermark: optional(integer('first offset that is not committed to the log yet')),
          lag: optional(integer('records behind')),
          metadata: text('text of the commit'),
          position: optional(integer("the member's next offset")),
          lagMs: optional(integer('age of the oldest record behind, ms')),
          appendedPerSecond: optional(number('records')),
          consumedPerSecond: optional(number('records')),
          isStuck: flag('nothing is taken although there is something'),
          stuckMs: optional(integer('for how long, ms')),
          committedAtMs: optional(integer('time of the commit, Unix ms')),
        }),
      ),
    }),
  },
  'group reset': {
    shape: object({
      offsets: list(
        object({
          topic: text('name'),
          partition: integer('number'),
          previousOffset: orNull(integer('null: there was none')),
          offset: integer('the new one'),
          change: orNull(integer('from the previous one')),
        }),
      ),
      dryRun,
      savedTo: optional(text('file of --to-file')),
    }),
  },
  'group delete': { shape: object({ deleted: text('id of the group'), dryRun }) },
  check: {
    shape: object({
      isOk: flag('whether all steps worked'),
      topic: text('name'),
      records: integer('how many were to be written'),
      durationMs: integer('for all of it'),
      steps: list(
        object({
          name: text('step'),
          durationMs: integer('how long it took'),
          detail: text('for people'),
          hasFailed: flag('whether it failed'),
        }),
      ),
    }),
  },
};
