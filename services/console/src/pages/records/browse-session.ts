import { signal } from '@preact/signals';
import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { EntryList, pageLimits } from './entry-list.ts';
import type { RecordJson } from './record-json.ts';
import { type RecordQuery, scanParameters } from './record-query.ts';
import { RecordEntry } from './record-row.ts';

/** A partition whose records are missing in an answer. */
export interface UnreadPartition {
  readonly partition: number;
  readonly error: { readonly code: string; readonly message: string };
}

/** What `GET /v1/topics/T/browse` answers. */
export interface BrowsePage {
  readonly records: readonly RecordJson[];
  readonly cursor: string;
  readonly isEnd: boolean;
  readonly partitions: readonly (
    | UnreadPartition
    | {
        readonly partition: number;
        readonly logStartOffset: number;
        readonly highWatermark: number;
      }
  )[];
}

/** What a browser of records shows. */
export interface BrowseState {
  readonly entries: readonly RecordEntry[];
  /** How many of the first rows have gone. */
  readonly dropped: number;
  readonly isLoading: boolean;
  /** Whether there is nothing beyond, for now. */
  readonly isEnd: boolean;
  readonly unread: readonly UnreadPartition[];
  readonly error: ApiError | undefined;
}

const pageRecords = 100;
/** Of large records an answer has few: so many answers are taken for a page. */
const maxAnswers = 4;
const fewRecords = 20;

/** Reads a topic page by page, for a page. */
export class BrowseSession {
  readonly state = signal<BrowseState>({
    ...{ entries: [], dropped: 0, isLoading: false, isEnd: false },
    ...{ unread: [], error: undefined },
  });
  readonly #path: string;
  readonly #query: RecordQuery;
  #list = new EntryList<RecordEntry>(pageLimits);
  #cursor: string | undefined;
  #running: AbortController | undefined;

  constructor(topic: string, query: RecordQuery) {
    this.#path = apiPath`/v1/topics/${topic}/browse`;
    this.#query = query;
  }

  /** Reads the first page anew. */
  readonly restart = (): void => {
    this.stop();
    this.#list = new EntryList(pageLimits);
    this.#cursor = undefined;
    this.#set({ entries: [], dropped: 0, isEnd: false });
    this.more();
  };

  /** Reads the next page, unless one is being read. */
  readonly more = (): void => {
    if (this.#running === undefined) void this.#load();
  };

  /** The next page, when the end of the rows has come into sight. */
  readonly moreAtEnd = (): void => {
    const { isEnd, error } = this.state.value;
    if (!isEnd && error === undefined) this.more();
  };

  readonly stop = (): void => {
    this.#running?.abort();
    this.#running = undefined;
  };

  async #load(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#set({ isLoading: true, error: undefined });
    try {
      await this.#readPage(running.signal);
    } catch (error) {
      if (!isAbort(error)) this.#set({ error: toApiError(error) });
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        this.#set({ isLoading: false });
      }
    }
  }

  async #readPage(aborted: AbortSignal): Promise<void> {
    let count = 0;
    for (let answers = 0; answers < maxAnswers && count < fewRecords; answers += 1) {
      const query = { ...scanParameters(this.#query), limit: pageRecords, cursor: this.#cursor };
      const page = await api.get<BrowsePage>(this.#path, { query, signal: aborted });
      this.#take(page);
      count += page.records.length;
      if (page.isEnd) return;
    }
  }

  #take({ records, cursor, isEnd, partitions }: BrowsePage): void {
    this.#cursor = cursor;
    this.#list.push(records.map((record) => RecordEntry.ofRecord(record)));
    const { entries, dropped } = this.#list;
    const unread = partitions.filter((partition) => 'error' in partition);
    this.#set({ entries, dropped, isEnd, unread });
  }

  #set(changes: Partial<BrowseState>): void {
    this.state.value = { ...this.state.value, ...changes };
  }
}
