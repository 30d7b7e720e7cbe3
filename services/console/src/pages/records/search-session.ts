import { signal } from '@preact/signals';
import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { apiPath } from '../../api/client.ts';
import { readNdjson } from '../../api/streams.ts';
import type { UnreadPartition } from './browse-session.ts';
import { EntryList, pageLimits } from './entry-list.ts';
import type { RecordJson } from './record-json.ts';
import { type RecordQuery, scanParameters, searchParameters } from './record-query.ts';
import { RecordEntry } from './record-row.ts';

interface Progress {
  readonly scanned: number;
  readonly matched: number;
  readonly scannedBytes: number;
  /** Records that were not looked at yet. */
  readonly remaining?: number;
}

interface SearchEnd extends Progress {
  readonly reason: 'end' | 'time' | 'limit';
  readonly cursor?: string;
  /** Partitions that could not be read. */
  readonly unread?: readonly UnreadPartition[];
}

type SearchLine =
  { readonly record: RecordJson } | { readonly progress: Progress } | { readonly end: SearchEnd };

/** What a search shows. */
export interface SearchState {
  readonly entries: readonly RecordEntry[];
  /** How many of the first rows have gone. */
  readonly dropped: number;
  /** Of all scans of this search together. */
  readonly scanned: number;
  readonly matched: number;
  readonly scannedBytes: number;
  readonly remaining: number | undefined;
  readonly unread: readonly UnreadPartition[];
  readonly phase: 'running' | 'cancelled' | 'failed' | SearchEnd['reason'];
  readonly error: ApiError | undefined;
}

/** So long a scan goes on before one is asked. */
const scanTimeMs = 10_000;
const scanRecords = 200;
const showEveryMs = 150;

/** Searches a topic, scan by scan, for a page. */
export class SearchSession {
  readonly state = signal<SearchState>({
    ...{ entries: [], dropped: 0, scanned: 0, matched: 0, scannedBytes: 0 },
    ...{ remaining: undefined, unread: [], phase: 'running', error: undefined },
  });
  readonly #path: string;
  readonly #query: RecordQuery;
  readonly #list = new EntryList<RecordEntry>(pageLimits);
  /** What stands already: a scan that was cancelled begins again where the one before it ended. */
  readonly #ids = new Set<string>();
  #cursor: string | undefined;
  #before: Progress = { scanned: 0, matched: 0, scannedBytes: 0 };
  #found: RecordEntry[] = [];
  #running: AbortController | undefined;

  constructor(topic: string, query: RecordQuery) {
    this.#path = apiPath`/v1/topics/${topic}/search`;
    this.#query = query;
  }

  /** Scans from where the last scan ended. */
  readonly run = (): void => {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    this.#set({ phase: 'running', error: undefined });
    void this.#scan(running.signal);
  };

  readonly cancel = (): void => {
    this.stop();
    this.#show();
    this.#set({ phase: 'cancelled' });
  };

  readonly stop = (): void => {
    this.#running?.abort();
    this.#running = undefined;
  };

  async #scan(aborted: AbortSignal): Promise<void> {
    const timer = setInterval(this.#show, showEveryMs);
    const query = {
      ...{ ...scanParameters(this.#query), ...searchParameters(this.#query) },
      ...{ limit: scanRecords, timeMs: scanTimeMs, cursor: this.#cursor },
    };
    try {
      for await (const line of readNdjson<SearchLine>(this.#path, { query, signal: aborted })) {
        if (aborted.aborted) return;
        this.#take(line);
      }
      if (this.state.value.phase === 'running') throw new Error('The search broke off: try again');
    } catch (error) {
      if (!aborted.aborted && !isAbort(error)) {
        this.#set({ phase: 'failed', error: toApiError(error) });
      }
    } finally {
      clearInterval(timer);
      if (!aborted.aborted) this.#show();
    }
  }

  #take(line: SearchLine): void {
    if ('record' in line) this.#found.push(RecordEntry.ofRecord(line.record));
    else if ('progress' in line) this.#count(line.progress);
    else if ('end' in line) {
      this.#count(line.end);
      const { scanned, matched, scannedBytes } = this.state.value;
      this.#before = { scanned, matched, scannedBytes };
      this.#cursor = line.end.cursor ?? this.#cursor;
      this.#set({ phase: line.end.reason, unread: line.end.unread ?? [] });
    }
  }

  #count({ scanned, matched, scannedBytes, remaining }: Progress): void {
    this.#set({
      scanned: this.#before.scanned + scanned,
      matched: this.#before.matched + matched,
      scannedBytes: this.#before.scannedBytes + scannedBytes,
      ...(remaining === undefined ? {} : { remaining }),
    });
  }

  readonly #show = (): void => {
    const found = this.#found.filter(({ row }) => !this.#ids.has(row.id));
    this.#found = [];
    if (found.length === 0) return;
    this.#list.push(found);
    const { entries, dropped } = this.#list;
    this.#ids.clear();
    for (const { row } of entries) this.#ids.add(row.id);
    this.#set({ entries, dropped });
  };

  #set(changes: Partial<SearchState>): void {
    this.state.value = { ...this.state.value, ...changes };
  }
}
