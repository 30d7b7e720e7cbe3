import {
  type CommandShape,
  dryRun,
  integer,
  list,
  number,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';

const produced: CommandShape = {
  shape: object({
    topic: text('name'),
    records: integer('records that were acknowledged'),
    failed: integer('records that were not'),
    skipped: integer('lines left out'),
    seconds: number('how long it took'),
    recordsPerSecond: integer('rate'),
    megabytesPerSecond: number('rate, 1 MB is 1,000,000 bytes'),
  }),
};

const records: CommandShape = {
  isStream: true,
  shape: object({
    topic: text('name'),
    partition: integer('number'),
    offset: integer('offset'),
    timestampMs: integer('Unix ms'),
    key: orNull(text('key, as text or base64')),
    value: orNull(text('value, as text or base64')),
    headers: list(object({ key: text('name'), value: orNull(text('value')) })),
    base64: optional(list(text(''), 'which of these are base64')),
  }),
};

const { shape: record } = records;

/** Results of `weir record …`, `weir produce` and `weir consume`. */
export const recordShapes: Readonly<Record<string, CommandShape>> = {
  produce: produced,
  consume: records,
  'record produce': produced,
  'record consume': records,
  'record list': records,
  'record search': records,
  'record tail': records,
  'record get': { shape: record },
  'record delete': {
    shape: object({
      partitions: list(
        object({
          topic: text('name'),
          partition: integer('number'),
          previousLogStartOffset: integer('first offset that could be read'),
          logStartOffset: integer('first offset that can be read now'),
          highWatermark: integer('first offset that is not committed yet'),
          records: integer('offsets between both starts'),
        }),
      ),
      dryRun,
    }),
  },
};
