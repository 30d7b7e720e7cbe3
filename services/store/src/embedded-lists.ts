import { invariant } from '@weir/core';
import type { Level } from 'level';
import {
  type BoundedLists,
  type ListEntry,
  type ListRange,
  listSlack,
  maxTextsPerAppend,
} from './bounded-lists.ts';
import { formatListId, type ListId, parseListId } from './list-id.ts';

/** What the lists of an embedded store work with. */
export interface EmbeddedListsOptions {
  readonly database: Level;
  /** Runs writes one after another; rejects with `STORE_UNAVAILABLE`. */
  readonly enqueue: (operation: () => Promise<void>) => Promise<void>;
}

interface KnownList {
  length: number;
  last: ListId;
}

const separator = '\0';
const kind = 'list';

/**
 * Bounded lists in the LevelDB of the embedded store. Values stay on disk; writes are not synced, so a power
 * cut may take the last ones.
 *
 * Invariants:
 *   - Ids grow within a list, also when the clock goes back.
 * Tests: `embedded-metadata-store.test.ts` with `bounded-lists.contract.ts`.
 */
export class EmbeddedLists implements BoundedLists {
  readonly #options: EmbeddedListsOptions;
  readonly #known = new Map<string, KnownList>();

  constructor(options: EmbeddedListsOptions) {
    this.#options = options;
  }

  /** Takes note of a key of the database; false when it is not one of a list. */
  load(key: string): boolean {
    const [prefix, list = '', text = ''] = key.split(separator);
    if (prefix !== kind) return false;
    const last = parseKey(text);
    const { length } = this.#knownList(list);
    this.#known.set(list, { length: length + 1, last });
    return true;
  }

  async appendToList(list: string, values: readonly string[], maxLength: number): Promise<void> {
    invariant(values.length <= maxTextsPerAppend, 'an append is bounded');
    const { database, enqueue } = this.#options;
    await enqueue(async () => {
      const known = this.#knownList(list);
      const operations = values.map((value) => {
        known.last = nextId(known.last);
        return { type: 'put' as const, key: keyOf(list, known.last), value };
      });
      await database.batch(operations);
      known.length += values.length;
      if (known.length > maxLength + listSlack) await this.#trim(list, known, maxLength);
    });
  }

  async readList(list: string, { before, limit }: ListRange): Promise<ListEntry[]> {
    const id = before === undefined ? undefined : parseListId(before);
    const end = id === undefined ? { lte: keyOf(list, largest) } : { lt: keyOf(list, id) };
    const range = { gte: keyOf(list, smallest), ...end, reverse: true, limit };
    const entries: ListEntry[] = [];
    for await (const [key, value] of this.#options.database.iterator(range)) {
      const [, , text = ''] = key.split(separator);
      entries.push({ id: formatListId(parseKey(text)), value });
    }
    return entries;
  }

  async #trim(list: string, known: KnownList, maxLength: number): Promise<void> {
    const { database } = this.#options;
    const limit = known.length - maxLength;
    const range = { gte: keyOf(list, smallest), lte: keyOf(list, largest), limit };
    const keys = await database.keys(range).all();
    await database.batch(keys.map((key) => ({ type: 'del' as const, key })));
    known.length -= keys.length;
  }

  #knownList(list: string): KnownList {
    const known = this.#known.get(list);
    if (known !== undefined) return known;
    const fresh = { length: 0, last: smallest };
    this.#known.set(list, fresh);
    return fresh;
  }
}

const smallest: ListId = { ms: 0, sequence: 0 };
const digits = 15;
const largest: ListId = { ms: 10 ** digits - 1, sequence: 10 ** digits - 1 };

function nextId(last: ListId): ListId {
  const nowMs = Date.now();
  return nowMs > last.ms ? { ms: nowMs, sequence: 0 } : { ...last, sequence: last.sequence + 1 };
}

/** Keys are in the order of ids. */
function keyOf(list: string, { ms, sequence }: ListId): string {
  const padded = [ms, sequence].map((number) => `${number}`.padStart(digits, '0')).join('-');
  return [kind, list, padded].join(separator);
}

function parseKey(text: string): ListId {
  const id = parseListId(text);
  invariant(id !== undefined, 'a key of a list ends with an id');
  return id;
}
