import type { Query } from '../../api/client.ts';

/** Where a text is looked for. */
export type SearchedField = 'key' | 'value' | 'headers';

/** What of a topic is shown: all of it stands in the page's address. */
export interface RecordQuery {
  readonly isLive: boolean;
  readonly order: 'newest' | 'oldest';
  readonly partition: number | undefined;
  /** First offset, of each partition that is read. */
  readonly fromOffset: number | undefined;
  /** Unix milliseconds, inclusive. */
  readonly fromTimestampMs: number | undefined;
  /** Exclusive. */
  readonly toTimestampMs: number | undefined;
  /** What is searched for; empty for all records. */
  readonly text: string;
  readonly fields: readonly SearchedField[];
  /** The whole key; a pattern that it holds where `isRegex`. Empty for any. */
  readonly key: string;
  /** `NAME=VALUE`, the whole value, or `NAME` for any. */
  readonly header: string;
  /** `PATH=VALUE`: a field of values that are JSON. */
  readonly jsonField: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
}

/** Every field, in order. */
export const searchedFields: readonly SearchedField[] = ['key', 'value', 'headers'];

/** Names in the address. */
type Name =
  | 'live'
  | 'order'
  | 'partition'
  | 'offset'
  | 'from'
  | 'until'
  | 'q'
  | 'in'
  | 'key'
  | 'header'
  | 'json'
  | 'regex'
  | 'case';

/** What an address says; what means nothing there is left out. */
export function parseRecordQuery(address: URLSearchParams): RecordQuery {
  const get = (name: Name) => address.get(name) ?? '';
  const fromOffset = parseInteger(get('offset'));
  const fromTimestampMs = parseTime(get('from'));
  const isFrom = fromOffset !== undefined || fromTimestampMs !== undefined;
  const fields = searchedFields.filter((field) => get('in').split(',').includes(field));
  const order = get('order');
  return {
    isLive: get('live') === '1',
    order: order === 'oldest' || (order !== 'newest' && isFrom) ? 'oldest' : 'newest',
    partition: parseInteger(get('partition')),
    ...{ fromOffset, fromTimestampMs, toTimestampMs: parseTime(get('until')) },
    text: get('q'),
    fields: fields.length === 0 ? searchedFields : fields,
    ...{ key: get('key'), header: get('header'), jsonField: get('json') },
    isRegex: get('regex') === '1',
    isCaseSensitive: get('case') === '1',
  };
}

/** The parameters of an address that say this; the defaults are left out. */
export function formatRecordQuery(query: RecordQuery): Record<Name, string | undefined> {
  const isFrom = query.fromOffset !== undefined || query.fromTimestampMs !== undefined;
  const isUsualOrder = query.order === (isFrom ? 'oldest' : 'newest');
  const hasAllFields = query.fields.length === searchedFields.length;
  return {
    live: query.isLive ? '1' : undefined,
    order: isUsualOrder ? undefined : query.order,
    partition: query.partition?.toString(),
    offset: query.fromOffset?.toString(),
    from: formatInstant(query.fromTimestampMs),
    until: formatInstant(query.toTimestampMs),
    q: query.text,
    in: hasAllFields ? undefined : query.fields.join(','),
    ...{ key: query.key, header: query.header, json: query.jsonField },
    regex: query.isRegex ? '1' : undefined,
    case: query.isCaseSensitive ? '1' : undefined,
  };
}

/** Whether it looks for something in the records. */
export function isSearch({ text, key, header, jsonField }: RecordQuery): boolean {
  return [text, key, header, jsonField].some((wanted) => wanted !== '');
}

/** The parameters of `browse` and `search` that this names. */
export function scanParameters(query: RecordQuery): Query {
  const { order, partition, fromOffset, fromTimestampMs, toTimestampMs } = query;
  return { order, partition, fromOffset, fromTimestampMs, toTimestampMs };
}

/** The parameters of `search` alone. */
export function searchParameters(query: RecordQuery): Query {
  const { text, fields, key, header, jsonField, isRegex, isCaseSensitive } = query;
  return {
    ...{ text, in: fields.join(','), key, header, jsonPath: jsonField },
    regex: isRegex || undefined,
    caseSensitive: isCaseSensitive || undefined,
  };
}

function parseInteger(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function parseTime(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) || atMs < 0 ? undefined : atMs;
}

function formatInstant(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
}
