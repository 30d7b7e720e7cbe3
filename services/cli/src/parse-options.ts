import type { Acl, ResetTarget, StartFrom } from '@weir/client';
import { InputError } from './exit-code.ts';

/** A header that is the same for all records. */
export interface FixedHeader {
  readonly key: string;
  readonly value: Buffer;
}

/** Adds one `k=v` of a repeated option to those before it; the value may hold further `=`. */
export function collectPairs(
  flag: string,
): (text: string, previous: Readonly<Record<string, string>>) => Record<string, string> {
  return (text, previous) => {
    const [name, value] = parsePair(text, flag);
    return { ...previous, [name]: value };
  };
}

/** Adds one `k=v` to the headers before it; names may repeat. */
export function collectHeaders(text: string, previous: readonly FixedHeader[]): FixedHeader[] {
  const [key, value] = parsePair(text, '--header');
  return [...previous, { key, value: Buffer.from(value) }];
}

function parsePair(text: string, flag: string): [string, string] {
  const position = text.indexOf('=');
  if (position > 0) return [text.slice(0, position), text.slice(position + 1)];
  throw new InputError(`${flag} is "${text}", wanted is NAME=VALUE`);
}

/** A whole number within limits, both inclusive. */
export function parseInteger(
  flag: string,
  { min, max }: { readonly min: number; readonly max: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= min && value <= max) {
      return value;
    }
    throw new InputError(`${flag} is "${text}", wanted is an integer from ${min} to ${max}`);
  };
}

/** Seconds within limits, both inclusive, with decimals or without; the result is milliseconds. */
export function parseSeconds(
  flag: string,
  { min, max }: { readonly min: number; readonly max: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(?:\.\d{1,3})?$/.test(text) && value >= min && value <= max) {
      return Math.round(value * 1_000);
    }
    throw new InputError(`${flag} is "${text}", wanted are seconds from ${min} to ${max}`);
  };
}

/** Node ids, comma-separated, the preferred leader first. */
export function parseReplicas(text: string): number[] {
  const parse = parseInteger('--to', { min: 0, max: 2 ** 31 - 1 });
  return text.split(',').map((part) => parse(part.trim()));
}

const rateUnits: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Bytes per second, with K, M or G for their multiples of 1,024. */
export function parseBytesPerSecond(flag: string): (text: string) => number {
  return (text) => {
    const match = /^(?<count>\d{1,12})(?<unit>[KMG]?)$/.exec(text);
    const unit = rateUnits[match?.groups?.['unit'] ?? 'none'] ?? Number.NaN;
    const rate = Number(match?.groups?.['count']) * unit;
    if (Number.isSafeInteger(rate)) return rate;
    throw new InputError(`${flag} is "${text}", wanted are bytes per second, such as 500K or 20M`);
  };
}

/** How many bytes a node may copy in a second. */
export const parseRate = parseBytesPerSecond('--throttle');

/** The number of a partition. */
export const parsePartition = parseInteger('--partition', { min: 0, max: 9_999 });

/** `earliest`, `latest`, an offset, or `@TIME` (ISO 8601, or Unix milliseconds). */
export function parseFrom(text: string): StartFrom {
  return parsePlace(text, '--from', '@TIME');
}

/** A place in a log, or how old what is there is. */
export type PlaceOrAge = StartFrom | { readonly durationMs: number };

/** `earliest`, `latest`, an offset, `@TIME`, or `-DURATION` such as `-90m`. */
export function parsePlaceOrAge(flag: string): (text: string) => PlaceOrAge {
  return (text) => {
    if (text.startsWith('-')) return { durationMs: parseDuration(text.slice(1)) };
    return parsePlace(text, flag, '@TIME or -DURATION');
  };
}

/** Where the offsets of a group go. */
export const parseResetTarget: (text: string) => ResetTarget = parsePlaceOrAge('--to');

function parsePlace(text: string, flag: string, others: string): StartFrom {
  if (text === 'earliest' || text === 'latest') return text;
  if (text.startsWith('@')) return { timestampMs: parseTime(text.slice(1)) };
  if (isNatural(text)) return { offset: Number(text) };
  throw new InputError(`${flag} is "${text}", wanted is earliest, latest, an offset, ${others}`);
}

function isNatural(text: string): boolean {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
}

/** A date, which is of UTC, or a date and time, of UTC, of an offset, or else of this machine. */
const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

function parseTime(text: string): number {
  if (isNatural(text)) return Number(text);
  const timestampMs = isoTime.test(text) ? Date.parse(text) : Number.NaN;
  if (timestampMs >= 0) return timestampMs;
  throw new InputError(
    `Time "${text}" is neither ISO 8601, such as 2026-01-31T08:00:00Z, nor Unix milliseconds`,
  );
}

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A number with its unit, in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(?<count>\d{1,9})(?<unit>ms|s|m|h|d)$/.exec(text);
  const unitMs = unitsMs[match?.groups?.['unit'] ?? ''];
  if (unitMs !== undefined) return Number(match?.groups?.['count']) * unitMs;
  throw new InputError(`Duration "${text}" is not a number with ms, s, m, h or d`);
}

/** All that an ACL may be about. */
export const aclOperations: readonly Acl['operation'][] = [
  ...(['all', 'read', 'write', 'create', 'delete', 'alter', 'describe'] as const),
  ...(['alter-configs', 'describe-configs'] as const),
];

/** What a principal may do, comma-separated. */
export function parseOperations(text: string): Acl['operation'][] {
  return text.split(',').map((part) => {
    const operation = aclOperations.find((name) => name === part.trim());
    if (operation !== undefined) return operation;
    throw new InputError(
      `--operation is "${text}", wanted are one or more of ${aclOperations.join()}`,
    );
  });
}
