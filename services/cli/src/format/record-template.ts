import type { ConsumedRecord } from '@weir/client';
import { InputError } from '../exit-code.ts';

type Part = string | ((record: ConsumedRecord) => string);

const fields: Readonly<Record<string, (record: ConsumedRecord) => string>> = {
  t: ({ topic }) => topic,
  p: ({ partition }) => `${partition}`,
  o: ({ offset }) => `${offset}`,
  k: (record) => record.keyText() ?? '',
  v: (record) => record.text() ?? '',
  T: ({ timestampMs }) => `${timestampMs}`,
  h: ({ headers }) =>
    headers.map(({ key, value }) => `${key}=${value?.toString('utf8') ?? ''}`).join(','),
  '%': () => '%',
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/**
 * Makes a printer of a template: `%t` topic, `%p` partition, `%o` offset, `%k` key, `%v` value, `%T`
 * timestamp, `%h` headers, `%%` a per cent sign; `\n`, `\t`, `\r` and `\\`.
 */
export function compileTemplate(template: string): (record: ConsumedRecord) => string {
  const parts: Part[] = [];
  for (let at = 0; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (character === '%' || character === '\\') {
      at += 1;
      parts.push(parseMark(character, template.charAt(at)));
    } else parts.push(character);
  }
  return (record) => parts.map((part) => (typeof part === 'string' ? part : part(record))).join('');
}

function parseMark(mark: string, name: string): Part {
  const part = mark === '%' ? fields[name] : escapes[name];
  if (part !== undefined) return part;
  const known = Object.keys(mark === '%' ? fields : escapes).map((key) => `${mark}${key}`);
  throw new InputError(`Template has "${mark}${name}", known are ${known.join(' ')}`);
}
