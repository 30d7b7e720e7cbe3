import type { ResetTarget, StartFrom } from '@weir/client';
import { InputError } from './exit-code.ts';

/** `k=v` into its halves; the value may hold further `=`. */
function parsePair(text: string, flag: string): [string, string] {
  const position = text.indexOf('=');
  if (position > 0) return [text.slice(0, position), text.slice(position + 1)];
  throw new InputError(`${flag} is "${text}", wanted is NAME=VALUE`);
}

/** Repeated `k=v` into an object. */
export function parsePairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => parsePair(text, flag)));
}

/** Repeated `k=v` into headers, in order. */
export function parseHeaders(texts: readonly string[]): { key: string; value: Buffer }[] {
  return texts.map((text) => {
    const [key, value] = parsePair(text, '--header');
    return { key, value: Buffer.from(value) };
  });
}

/** A whole number within limits, both inclusive. */
export function parseInteger(
  flag: string,
  { min, max }: { readonly min: number; readonly max: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isInRange = value >= min && value <= max;
    if (text.trim() !== '' && Number.isSafeInteger(value) && isInRange) return value;
    throw new InputError(`${flag} is "${text}", wanted is an integer from ${min} to ${max}`);
  };
}

/** `earliest`, `latest`, an offset, or `@TIME` (ISO 8601, or Unix milliseconds). */
export function parseFrom(text: string): StartFrom {
  if (text === 'earliest' || text === 'latest') return text;
  if (text.startsWith('@')) return { timestampMs: parseTime(text.slice(1)) };
  if (/^\d{1,16}$/.test(text)) return { offset: Number(text) };
  throw new InputError(`--from is "${text}", wanted is earliest, latest, an offset or @TIME`);
}

/** `earliest`, `latest`, an offset, `@TIME`, or `-DURATION` such as `-90m`. */
export function parseResetTarget(text: string): ResetTarget {
  if (text.startsWith('-')) return { durationMs: parseDuration(text.slice(1)) };
  return parseFrom(text);
}

function parseTime(text: string): number {
  const timestampMs = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(timestampMs)) return timestampMs;
  throw new InputError(`Time "${text}" is neither ISO 8601 nor Unix milliseconds`);
}

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function parseDuration(text: string): number {
  const match = /^(?<count>\d{1,9})(?<unit>ms|s|m|h|d)$/.exec(text);
  const unitMs = unitsMs[match?.groups?.['unit'] ?? ''];
  if (unitMs !== undefined) return Number(match?.groups?.['count']) * unitMs;
  throw new InputError(`Duration "${text}" is not a number with ms, s, m, h or d`);
}
