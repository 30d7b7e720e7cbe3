/** An entry of a list. */
export interface ListEntry {
  /** `<unix milliseconds>-<number>`, by the store's clock: both numbers together grow within a list. */
  readonly id: string;
  readonly value: string;
}

/** Which entries of a list to read. */
export interface ListRange {
  /** Only what is older than the entry of this id, which need not exist; by default from the newest on. */
  readonly before?: string | undefined;
  /** 1 or more. */
  readonly limit: number;
}

/** By how many entries a list may be longer than it should. */
export const listSlack = 100;

/** Most texts that one `appendToList` takes. */
export const maxTextsPerAppend = 1_000;

/**
 * Lists of texts that forget their oldest entries. No decision rests on them: unlike documents they need no
 * fence, and what was appended last may be lost.
 *
 * Every method may fail with `STORE_UNAVAILABLE`; whether an append then took effect is unknown.
 * Each adapter passes `bounded-lists.contract.ts`.
 */
export interface BoundedLists {
  /** Appends in order; the oldest beyond `maxLength` go, up to `listSlack` of them later. */
  appendToList(list: string, values: readonly string[], maxLength: number): Promise<void>;

  /** The newest first. */
  readList(list: string, range: ListRange): Promise<ListEntry[]>;
}
