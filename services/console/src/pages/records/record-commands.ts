import { type CommandPart, weirCommand } from '../../format/weir-command.ts';
import type { RecordField } from './record-field.ts';
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
  readonly headers: readonly ({ readonly name: string } & RecordField)[];
  readonly acks: AcksLevel;
}

const acksWords: Readonly<Record<AcksLevel, string | undefined>> = {
  all: undefined,
  leader: '1',
  none: '0',
};

/** Longer values are in a file. */
const maxValueChars = 8_192;

/** The command that prints one record. */
export function getRecordCommand({ topic, partition, offset }: RecordJson): string {
  return weirCommand('record', 'get', topic, ['--partition', partition], ['--offset', offset]);
}

/** The command that produces a record. */
export function produceCommand(record: ProducedRecord): string {
  const { topic, partition, key, value, headers, acks } = record;
  return weirCommand(
    ...['record', 'produce', topic],
    ['--partition', partition],
    fieldPart('--key', key),
    valuePart(value),
    ...headers.map(headerPart),
    ['--acks', acksWords[acks]],
  );
}

/** The command that deletes the records of a partition below an offset; −1 is the high watermark. */
export function deleteRecordsCommand(
  topic: string,
  partition: number,
  beforeOffset: number,
): string {
  const place: CommandPart[] = [
    ['--partition', partition],
    ['--before-offset', beforeOffset],
  ];
  return weirCommand('record', 'delete', topic, ...place);
}

function fieldPart(option: string, { text, isBase64 }: RecordField): CommandPart {
  return text === null ? undefined : [isBase64 ? `${option}-base64` : option, text];
}

function valuePart(value: RecordField): CommandPart {
  if (value.text === null) return ['--null-value', true];
  if (value.text.length > maxValueChars) return ['--value-file', 'VALUE_FILE'];
  return fieldPart('--value', value);
}

function headerPart({
  name,
  text,
  isBase64,
}: { readonly name: string } & RecordField): CommandPart {
  if (text === null) return ['--null-header', name];
  return [isBase64 ? '--header-base64' : '--header', `${name}=${text}`];
}
