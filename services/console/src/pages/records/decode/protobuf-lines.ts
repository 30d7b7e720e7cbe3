import { hexOf } from './hex-lines.ts';
import { isPlainText, textOfBytes } from './plain-text.ts';
import { type ProtobufField, protobufFields, type ProtobufValue } from './protobuf-fields.ts';
import { type LineTone, maxLines, type TreeLine, type TreeLines } from './tree-line.ts';

const maxDepth = 24;
/** Of text and bytes within a line. */
const maxShownChars = 2_000;
const maxShownBytes = 64;

/**
 * A message without its schema: field numbers, and what their values may be. Bytes that are text are taken for text,
 * else for a message if they are one. Undefined for bytes that are no message.
 */
export function protobufLines(bytes: Uint8Array): TreeLines | undefined {
  const fields = bytes.length === 0 ? undefined : protobufFields(bytes);
  if (fields === undefined) return undefined;
  const lines: Draft[] = [];
  addFields(lines, fields, 0);
  return { lines, isCut: lines.length >= maxLines };
}

type Draft = { -readonly [Key in keyof TreeLine]: TreeLine[Key] };

function addFields(lines: Draft[], fields: readonly ProtobufField[], depth: number): void {
  for (const { number, value } of fields) {
    if (lines.length >= maxLines) return;
    const nested = depth < maxDepth ? nestedOf(value) : undefined;
    if (nested === undefined) lines.push({ depth, label: `${number}: `, ...describe(value) });
    else addMessage(lines, `${number}: `, nested, depth);
  }
}

function addMessage(
  lines: Draft[],
  label: string,
  fields: readonly ProtobufField[],
  depth: number,
): void {
  const opener: Draft = { depth, label, text: '{', tone: 'plain', tail: '' };
  lines.push(opener);
  addFields(lines, fields, depth + 1);
  opener.closedBy = lines.length;
  lines.push({ depth, label: '', text: '}', tone: 'plain', tail: '' });
}

function nestedOf(value: ProtobufValue): readonly ProtobufField[] | undefined {
  if (value.kind === 'group') return value.fields;
  if (value.kind !== 'bytes' || value.bytes.length === 0) return undefined;
  const text = textOfBytes(value.bytes);
  return text !== undefined && isPlainText(text) ? undefined : protobufFields(value.bytes);
}

function describe(value: ProtobufValue): Pick<TreeLine, 'text' | 'tone' | 'tail'> {
  switch (value.kind) {
    case 'varint':
      return numeric(String(value.value), varintNote(value.value));
    case 'fixed32': {
      const view = viewOf(value.bytes);
      return numeric(String(view.getUint32(0, true)), `float ${view.getFloat32(0, true)}`);
    }
    case 'fixed64': {
      const view = viewOf(value.bytes);
      return numeric(String(view.getBigUint64(0, true)), `double ${view.getFloat64(0, true)}`);
    }
    case 'group':
      return { text: `{ ${value.fields.length} fields }`, tone: 'note', tail: '' };
    default:
      return describeBytes(value.bytes);
  }
}

function describeBytes(bytes: Uint8Array): Pick<TreeLine, 'text' | 'tone' | 'tail'> {
  const text = textOfBytes(bytes);
  if (text !== undefined && isPlainText(text)) {
    const isCut = text.length > maxShownChars;
    const tail = isCut ? `… ${bytes.length} bytes` : '';
    return { text: JSON.stringify(text.slice(0, maxShownChars)), tone: 'text', tail };
  }
  const tail = bytes.length > maxShownBytes ? `… ${bytes.length} bytes` : `  ${bytes.length} bytes`;
  return { text: hexOf(bytes.subarray(0, maxShownBytes)), tone: 'word', tail };
}

function numeric(text: string, note: string): { text: string; tone: LineTone; tail: string } {
  return { text, tone: 'number', tail: note === '' ? '' : `  ${note}` };
}

/** What else a varint may be: a negative number, as `int64` or as `sint64` has it. */
function varintNote(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  if (signed < 0n) return `int64 ${signed}`;
  const zigzag = (value >> 1n) ^ -(value & 1n);
  return (value & 1n) === 1n && value > 1n ? `sint64 ${zigzag}` : '';
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
