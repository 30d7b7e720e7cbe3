import type { LocatedRecord } from '@weir/core';
import { InputError } from '../exit-code.ts';

type Part = string | ((record: LocatedRecord) => string);

const fields: Readonly<Record<string, (record: LocatedRecord) => string>> = {
  t: ({ topic }) => topic,
  p: ({ partition }) => `${partition}`,
  o: ({ offset }) => `${offset}`,
  k: ({ key }) => bytesOf(key),
  v: ({ value }) => bytesOf(value),
  T: ({ timestampMs }) => `${timestampMs}`,
  h: ({ headers }) =>
    headers.map(({ key, value }) => `${utf8Bytes(key)}=${bytesOf(value)}`).join(','),
  '%': () => '%',
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
};

/**
 * Makes a printer of a template: `%t` topic, `%p` partition, `%o` offset, `%k` key, `%v` value, `%T`
 * timestamp, `%h` headers, `%%` a per cent sign; `\n`, `\t`, `\r`, `\0` and `\\`.
 *
 * What it prints has one character for each byte (`latin1`), so that keys and values come out as
 * they went in, whatever they hold. A template without any end of line prints one after each record.
 */
export function compileTemplate(template: string): (record: LocatedRecord) => string {
  const parts = parseTemplate(template);
  const hasEnd = parts.some(
    (part) => typeof part === 'string' && (part.includes('\n') || part.includes('\0')),
  );
  if (!hasEnd) parts.push('\n');
  return (record) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(record);
    return text;
  };
}

/** The bytes of a value as they are, one character each; nothing for none. */
export function bytesOf(bytes: Buffer | null): string {
  return bytes === null ? '' : bytes.toString('latin1');
}

function parseTemplate(template: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (character === '%' || character === '\\') {
      at += 1;
      parts.push(parseMark(character, template.charAt(at)));
    } else {
      // A surrogate pair must not be torn.
      const whole = String.fromCodePoint(template.codePointAt(at) ?? 0);
      at += whole.length - 1;
      parts.push(utf8Bytes(whole));
    }
  }
  return parts;
}

function parseMark(mark: string, name: string): Part {
  const known = mark === '%' ? fields : escapes;
  const part = Object.hasOwn(known, name) ? known[name] : undefined;
  if (part !== undefined) return part;
  const names = Object.keys(known).map((key) => `${mark}${key}`);
  throw new InputError(`Template has "${mark}${name}", known are ${names.join(' ')}`);
}

function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
