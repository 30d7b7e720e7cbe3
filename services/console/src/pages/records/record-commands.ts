import { type CommandPart, weirCommand } from '../../format/weir-command.ts';
import type { HeaderField, RecordField } from './record-field.ts';
import type { RecordJson } from './record-json.ts';

/** When a record counts as written. */
export type AcksLevel = 'all' | 'leader' | 'none';

/** What is to be produced. */
export interface ProducedRecord {
  readonly topic: string;
  /** Undefined: the key decides. */
  readonly partition: number | undefined;
  readonly key: RecordField;
  readonly value: RecordField;
  readonly headers: readonly HeaderField[];
  readonly acks: AcksLevel;
}

const acksWords: Readonly<Record<AcksLevel, string | undefined>> = {
  all: undefined,
  leader: '1',
  none: '0',
};

/** Longer records are in a file. */
const maxWordChars = 8_192;

/** The command that prints one record. */
export function getRecordCommand({ topic, partition, offset }: RecordJson): string {
  return weirCommand('record', 'get', topic, ['--partition', partition], ['--offset', offset]);
}

/** The command that produces a record: in words where it is text, else as JSON. */
export function produceCommand(record: ProducedRecord): string {
  const { topic, partition, key, value, headers, acks } = record;
  const isText =
    value.text !== null && !hasBytes(record) && headers.every(isWord) && !hasControls(record);
  const words: readonly CommandPart[] = isText
    ? [
        ['--key', key.text],
        ['--value', value.text],
        ...headers.map(({ name, text }): CommandPart => ['--header', `${name}=${text ?? ''}`]),
      ]
    : [['--record', plainJson(recordJson(record))]];
  return weirCommand(
    ...['record', 'produce', topic],
    ['--partition', partition],
    ...(isLongRecord(record) ? longRecord : words),
    ['--acks', acksWords[acks]],
  );
}

/** Whether its command reads the record from a file. */
export function isLongRecord({ key, value, headers }: ProducedRecord): boolean {
  const chars = [key, value, ...headers].reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  return chars > maxWordChars;
}

/** The file of the command of a long record. */
export const recordFileName = 'record.ndjson';

/** What `--record` and the lines of `--records` are, and the gateway takes. */
export function recordJson({ key, value, headers }: ProducedRecord): object {
  const base64 = [
    ...(key.isBase64 ? ['key'] : []),
    ...(value.isBase64 ? ['value'] : []),
    ...headers.flatMap(({ isBase64 }, index) => (isBase64 ? [`headers.${index}`] : [])),
  ];
  return {
    ...{ key: key.text, value: value.text },
    headers: headers.map(({ name, text }) => ({ key: name, value: text })),
    ...(base64.length === 0 ? undefined : { base64 }),
  };
}

/** The command that deletes the records of a partition below an offset. */
export function deleteRecordsCommand(topic: string, partition: number, before: number): string {
  return weirCommand(
    ...['record', 'delete', topic],
    ...([
      ['--partition', partition],
      ['--before', before],
    ] as const),
  );
}

const longRecord: readonly CommandPart[] = [
  ['--records', true],
  ['--file', recordFileName],
];

function hasBytes({ key, value, headers }: ProducedRecord): boolean {
  return [key, value, ...headers].some(({ isBase64 }) => isBase64);
}

/** Terminals take those of a text that is pasted for keys; JSON says them otherwise, in every shell. */
function hasControls({ key, value, headers }: ProducedRecord): boolean {
  const names = headers.map(({ name }) => name);
  const texts = [key, value, ...headers].map(({ text }) => text ?? '');
  return [...names, ...texts].some((text) => /\p{Cc}/u.test(text));
}

/** JSON in which every control character is escaped. */
function plainJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /\p{Cc}/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether `NAME=VALUE` says it. */
function isWord({ name, text }: ProducedRecord['headers'][number]): boolean {
  return text !== null && name !== '' && !name.includes('=');
}
