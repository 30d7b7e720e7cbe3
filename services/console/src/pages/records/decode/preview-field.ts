import { fieldBytes, type RecordField } from '../record-field.ts';
import { hexOf } from './hex-lines.ts';
import { isPlainText } from './plain-text.ts';

/** What a cell shows of a field. */
export interface FieldPreview {
  readonly kind: 'none' | 'empty' | 'text' | 'binary';
  readonly text: string;
}

const maxChars = 300;
const maxBytes = 32;

/** The beginning of a field on one line. */
export function previewField({ text, isBase64 }: RecordField): FieldPreview {
  if (text === null) return { kind: 'none', text: '' };
  if (text === '') return { kind: 'empty', text: '' };
  const head = text.slice(0, maxChars);
  if (!isBase64 && isPlainText(head)) {
    return { kind: 'text', text: head.replaceAll(/\s+/g, ' ') };
  }
  // A multiple of four characters of base64 stands alone.
  const part = isBase64 ? text.slice(0, 44) : head;
  const bytes = fieldBytes({ text: part, isBase64 });
  return { kind: 'binary', text: hexOf(bytes.subarray(0, maxBytes)) };
}
