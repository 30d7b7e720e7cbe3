import type { BoundedLists } from './bounded-lists.ts';
import { type ListId, parseListId } from './list-id.ts';

interface Head {
  readonly id: ListId;
  readonly value: string;
}

const pageLength = 250;

/** Reads a list from an entry on towards the oldest, a page at a time. */
export class ListReader {
  readonly #lists: BoundedLists;
  readonly #list: string;
  #before: string | undefined;
  #page: Head[] = [];
  #isAtEnd = false;

  /** `before`: only what is older than this id; undefined: from the newest on. */
  constructor(lists: BoundedLists, list: string, before: string | undefined) {
    this.#lists = lists;
    this.#list = list;
    this.#before = before;
  }

  /** The next entry, which stays; undefined at the end. */
  async peek(): Promise<Head | undefined> {
    if (this.#page.length === 0 && !this.#isAtEnd) await this.#read();
    return this.#page.at(-1);
  }

  /** The text of the entry that was peeked at, which goes. */
  take(): string | undefined {
    return this.#page.pop()?.value;
  }

  async #read(): Promise<void> {
    const range = { before: this.#before, limit: pageLength };
    const entries = await this.#lists.readList(this.#list, range);
    this.#isAtEnd = entries.length < pageLength;
    this.#before = entries.at(-1)?.id;
    this.#page = entries
      .flatMap(({ id, value }) => {
        const parsed = parseListId(id);
        return parsed === undefined ? [] : [{ id: parsed, value }];
      })
      .toReversed();
  }
}
