import { type Clock, isErrorCode, recoveryByErrorCode, WeirError } from '@weir/core';
import type { AuditLine, AuditSink, Logger, Metrics } from '@weir/runtime';
import type { BoundedLists } from './bounded-lists.ts';
import { ListReader } from './list-reader.ts';
import { ListWriter } from './list-writer.ts';
import { compareListIds, formatListId, type ListId, parseListId } from './list-id.ts';

/** Something that was changed, or refused. */
export interface AuditEntry {
  /** Unique; grows with time. */
  readonly id: string;
  /** Unix time, by the clock of the service. */
  readonly timeMs: number;
  readonly service: string;
  readonly event: string;
  /** Empty when authentication failed. */
  readonly principal: string;
  readonly peer: string;
  readonly method: string;
  readonly resources: string[];
  readonly outcome: string;
  /** More than 0: so many refusals, of which this is the first. */
  readonly leftOut: number;
}

/** Which entries to list. */
export interface AuditQuery {
  /** 1 or more. */
  readonly limit: number;
  /** Of an earlier page: what is older; empty: the newest. */
  readonly pageToken: string;
  /** Only theirs; empty: everybody's. */
  readonly principal: string;
}

/** The newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Empty when there is nothing older. */
  readonly nextPageToken: string;
}

/** What an audit trail works with. */
export interface AuditTrailOptions {
  readonly lists: BoundedLists;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
}

/** Refusals have a list of their own: however many there are, changes are not pushed out by them. */
const kinds = ['changes', 'refusals'] as const;
type Kind = (typeof kinds)[number];

const maxLength = 10_000;
const listedMethods = /^(AdminService|GroupService)\//;
/** How many entries one call looks at where few of them are asked for. */
const maxScanned = 5_000;
const maxResourceCharacters = 1_000;

/**
 * The last 10,000 changes and the last 10,000 refusals of the cluster, kept in the metadata store by every
 * controller and coordinator. After the store was emptied it begins anew: the services' logs have everything.
 *
 * Tests: `audit-trail.test.ts`.
 */
export class AuditTrail implements AuditSink {
  readonly #lists: BoundedLists;
  readonly #writers: Readonly<Record<Kind, ListWriter>>;

  constructor({ lists, clock, logger, metrics }: AuditTrailOptions) {
    this.#lists = lists;
    const lost = metrics?.counter({
      name: 'weir_audit_lost_entries_total',
      help: 'Changes and refusals that are in the log and not in the list of the audit',
    });
    const onLost = (entries: number): void => lost?.inc(entries);
    const writerOf = (kind: Kind): ListWriter =>
      new ListWriter({ lists, list: listOf(kind), maxLength, clock, logger, onLost });
    this.#writers = { changes: writerOf('changes'), refusals: writerOf('refusals') };
  }

  keep(line: AuditLine): void {
    if (!isListed(line)) return;
    this.#writers[line.outcome === 'OK' ? 'changes' : 'refusals'].append(toText(line));
  }

  /** Rejects with `INVALID_REQUEST` for a page token of something else. */
  async list({ limit, pageToken, principal }: AuditQuery): Promise<AuditPage> {
    const place = parseToken(pageToken);
    const readers = kinds.map(
      (kind) => new ListReader(this.#lists, listOf(kind), before(place, kind)),
    );
    const entries: AuditEntry[] = [];
    let last: Place | undefined;
    for (let scanned = 0; scanned < maxScanned && entries.length < limit; scanned += 1) {
      const next = await takeYoungest(readers);
      if (next === undefined) return { entries, nextPageToken: '' };
      last = next.place;
      const entry = toEntry(next.value, last);
      if (entry !== undefined && isOf(entry, principal)) entries.push(entry);
    }
    const hasMore = (await Promise.all(readers.map((reader) => reader.peek()))).some(Boolean);
    return { entries, nextPageToken: hasMore && last !== undefined ? formatPlace(last) : '' };
  }

  /** Waits for what is to be kept, 2 s at most. */
  async stop(): Promise<void> {
    await Promise.all(kinds.map((kind) => this.#writers[kind].stop()));
  }
}

/** Where an entry stands: by id, then by kind. */
interface Place extends ListId {
  readonly kind: Kind;
}

/** A denied call has a line of its own, and who asks the wrong controller asks another one. */
function isListed({ method, event, outcome }: AuditLine): boolean {
  if (!listedMethods.test(method)) return false;
  if (event !== 'administrative-call' || !isErrorCode(outcome)) return true;
  const isDenied = outcome.endsWith('_AUTHORIZATION_FAILED');
  return !isDenied && recoveryByErrorCode[outcome] !== 'refresh-metadata';
}

function listOf(kind: Kind): string {
  return `audit-${kind}`;
}

function toText({ timeMs, service, event, principal, peer, method, ...rest }: AuditLine): string {
  const { resources = [], outcome, leftOut } = rest;
  const line = { timeMs, service, event, principal: principal ?? '', peer, method, outcome };
  return JSON.stringify({ ...line, resources: firstOf(resources), leftOut });
}

/** As many as fit: a list of thousands of lines is kept in memory. */
function firstOf(resources: readonly string[]): string[] {
  let characters = 0;
  return resources.filter((resource) => {
    characters += resource.length;
    return characters <= maxResourceCharacters;
  });
}

function toEntry(text: string, place: Place): AuditEntry | undefined {
  try {
    return { ...(JSON.parse(text) as Omit<AuditEntry, 'id'>), id: formatPlace(place) };
  } catch {
    return undefined;
  }
}

function isOf(entry: AuditEntry, principal: string): boolean {
  return principal === '' || entry.principal === principal;
}

function formatPlace({ kind, ...id }: Place): string {
  return `${formatListId(id)}-${kind}`;
}

function parseToken(token: string): Place | undefined {
  if (token === '') return undefined;
  const end = token.lastIndexOf('-');
  const id = parseListId(token.slice(0, end));
  const kind = kinds.find((each) => each === token.slice(end + 1));
  if (id !== undefined && kind !== undefined) return { ...id, kind };
  const shown = JSON.stringify(token.slice(0, 64));
  throw new WeirError(
    'INVALID_REQUEST',
    `Page token ${shown} is not one of an earlier answer: leave it out to begin anew`,
  );
}

/** Of equal ids refusals are listed before changes. */
function before(place: Place | undefined, kind: Kind): string | undefined {
  if (place === undefined) return undefined;
  const { ms, sequence } = place;
  const isStillToCome = kind === 'changes' && place.kind === 'refusals';
  return formatListId({ ms, sequence: isStillToCome ? sequence + 1 : sequence });
}

async function takeYoungest(
  readers: readonly ListReader[],
): Promise<{ readonly value: string; readonly place: Place } | undefined> {
  let youngest: { readonly reader: ListReader; readonly place: Place } | undefined;
  for (const [index, reader] of readers.entries()) {
    const head = await reader.peek();
    const kind = kinds[index];
    if (head === undefined || kind === undefined) continue;
    const place = { ...head.id, kind };
    // Refusals come later in `kinds`, and before changes of the same id.
    if (youngest === undefined || compareListIds(place, youngest.place) >= 0) {
      youngest = { reader, place };
    }
  }
  const value = youngest?.reader.take();
  return youngest === undefined || value === undefined
    ? undefined
    : { value, place: youngest.place };
}
