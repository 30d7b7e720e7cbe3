import { base64Of } from './decode/hex-lines.ts';
import { isJson, jsonProblem } from './decode/json-lines.ts';
import { type AcksLevel, type ProducedRecord, recordJson } from './record-commands.ts';
import {
  bytesOfBase64,
  fieldSize,
  headerFields,
  keyField,
  type RecordField,
  valueField,
} from './record-field.ts';
import type { RecordJson } from './record-json.ts';

/** How a key or value is written by hand. */
export type WrittenKind = 'text' | 'json' | 'base64' | 'hex' | 'null';

/** A key or value as it is written. */
export interface Written {
  readonly kind: WrittenKind;
  readonly text: string;
}

/** What the dialog that produces a record holds. */
export interface ProduceForm {
  readonly topic: string;
  /** Empty: the key decides. */
  readonly partition: string;
  readonly key: Written;
  readonly value: Written;
  readonly headers: readonly (Written & { readonly name: string })[];
  readonly acks: AcksLevel;
}

/** What the gateway takes in one request, without room for its JSON. */
const maxRecordBytes = 4 * 2 ** 20;
const maxHeaders = 1_000;

/** A form that is not filled in. */
export function emptyForm(topic: string): ProduceForm {
  const nothing = { kind: 'null', text: '' } as const;
  return {
    ...{ topic, partition: '', key: nothing, value: { kind: 'text', text: '' } },
    ...{ headers: [], acks: 'all' },
  };
}

/** A form that produces the same record again. */
export function formOf(record: RecordJson): ProduceForm {
  return {
    ...{ topic: record.topic, partition: '', acks: 'all' },
    key: writtenOf(keyField(record)),
    value: writtenOf(valueField(record)),
    headers: headerFields(record).map((header) => ({ name: header.name, ...writtenOf(header) })),
  };
}

/** The record that a form says, or why it says none, by control. */
export function readForm(form: ProduceForm): {
  readonly record: ProducedRecord;
  readonly problems: ReadonlyMap<string, string>;
} {
  const problems = new Map<string, string>();
  const read = (name: string, written: Written): RecordField => {
    const field = readWritten(written);
    if (typeof field !== 'string') return field;
    problems.set(name, field);
    return { text: written.text, isBase64: false };
  };
  const record = {
    topic: form.topic.trim(),
    partition: form.partition === '' ? undefined : Number(form.partition),
    key: read('key', form.key),
    value: read('value', form.value),
    headers: form.headers.map((header, index) => ({
      ...{ name: header.name, ...read(`headers.${index}`, header) },
    })),
    acks: form.acks,
  };
  checkForm(record, problems);
  return { record, problems };
}

/** The body of `POST /v1/topics/T/records`. */
export function produceBody(record: ProducedRecord): object {
  const { acks, partition } = record;
  const place = partition === undefined ? undefined : { partition };
  return { acks, records: [{ ...recordJson(record), ...place }] };
}

function checkForm(record: ProducedRecord, problems: Map<string, string>): void {
  if (record.topic === '') problems.set('topic', 'Name a topic');
  const { partition = 0, headers, key, value } = record;
  if (!Number.isSafeInteger(partition) || partition < 0) {
    problems.set('partition', `"${partition}" is no partition`);
  }
  if (headers.length > maxHeaders) problems.set('headers', `At most ${maxHeaders} headers`);
  for (const [index, { name }] of headers.entries()) {
    if (name === '') problems.set(`headers.${index}`, 'A header has a name');
  }
  const bytes = [key, value, ...headers].reduce((sum, field) => sum + fieldSize(field), 0);
  if (bytes > maxRecordBytes) {
    problems.set('value', `The record has ${bytes} bytes, at most ${maxRecordBytes} can be sent`);
  }
}

function writtenOf({ text, isBase64 }: RecordField): Written {
  if (text === null) return { kind: 'null', text: '' };
  if (isBase64) return { kind: 'base64', text };
  return { kind: isJson(text) ? 'json' : 'text', text };
}

/** The field, or why the text stands for none. */
function readWritten({ kind, text }: Written): RecordField | string {
  switch (kind) {
    case 'null':
      return { text: null, isBase64: false };
    case 'json': {
      const problem = jsonProblem(text);
      return problem === undefined ? { text, isBase64: false } : `Not JSON: ${problem}`;
    }
    case 'base64': {
      const bytes = bytesOfBase64(text.replaceAll(/\s/g, ''));
      return bytes === undefined ? 'Not base64' : { text: base64Of(bytes), isBase64: true };
    }
    case 'hex': {
      const digits = text.replaceAll(/[\s:,]|0x/g, '');
      if (!/^(?:[\da-f]{2})*$/i.test(digits)) return 'Hex is two digits for each byte: 0a ff';
      const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
        Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
      );
      return { text: base64Of(bytes), isBase64: true };
    }
    default:
      return { text, isBase64: false };
  }
}
