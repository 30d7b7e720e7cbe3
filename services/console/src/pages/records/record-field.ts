import type { RecordJson } from './record-json.ts';

/** A key, a value or a header's value: text, or base64 of bytes that are none; null for none. */
export interface RecordField {
  readonly text: string | null;
  readonly isBase64: boolean;
}

/** A header with its value. */
export interface HeaderField extends RecordField {
  readonly name: string;
}

const encoder = new TextEncoder();

/** The key of a record. */
export function keyField({ key, base64 = [] }: RecordJson): RecordField {
  return { text: key, isBase64: base64.includes('key') };
}

/** The value of a record. */
export function valueField({ value, base64 = [] }: RecordJson): RecordField {
  return { text: value, isBase64: base64.includes('value') };
}

/** The headers of a record. */
export function headerFields({ headers, base64 }: RecordJson): HeaderField[] {
  const encoded = new Set(base64);
  return headers.map(({ key, value }, index) => ({
    name: key,
    text: value,
    isBase64: encoded.has(`headers.${index}`),
  }));
}

/** The bytes of a field; none for null. Base64 that is damaged has no bytes either. */
export function fieldBytes({ text, isBase64 }: RecordField): Uint8Array<ArrayBuffer> {
  if (text === null) return new Uint8Array();
  return isBase64 ? (bytesOfBase64(text) ?? new Uint8Array()) : encoder.encode(text);
}

/** How many bytes a field has, without making them where it can be told. */
export function fieldSize({ text, isBase64 }: RecordField): number {
  if (text === null) return 0;
  if (!isBase64) return encoder.encode(text).length;
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return Math.floor((text.length * 3) / 4) - padding;
}

/** The bytes that a base64 text stands for, of either alphabet, padded or not; undefined if it is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  try {
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
