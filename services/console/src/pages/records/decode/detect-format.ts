import { fieldBytes, type RecordField } from '../record-field.ts';
import { isJson } from './json-lines.ts';
import { isPlainText } from './plain-text.ts';
import { protobufFields } from './protobuf-fields.ts';

/** How bytes are shown. */
export type ValueFormat = 'json' | 'text' | 'hex' | 'base64' | 'protobuf';

/** Larger values are not tried as protobuf unless they are asked for as such. */
const maxTriedBytes = 2 ** 20;

/** What a field most likely is. */
export function detectFormat(field: RecordField): ValueFormat {
  const { text, isBase64 } = field;
  if (text === null || text === '') return 'text';
  if (!isBase64 && isPlainText(text)) return isJson(text) ? 'json' : 'text';
  const bytes = fieldBytes(field);
  if (bytes.length > maxTriedBytes) return 'hex';
  return protobufFields(bytes) === undefined ? 'hex' : 'protobuf';
}
