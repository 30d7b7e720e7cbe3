import { signal } from '@preact/signals';
import type { ListOffsetsResponse } from '@weir/protos';
import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { readEvents } from '../../api/streams.ts';
import { type FollowOptions, type FollowPorts, followTopic } from './follow-topic.ts';
import { recordMatcher } from './match-record.ts';
import { offsetsBetween, parseReadCursor } from './read-cursor.ts';
import type { RecordQuery } from './record-query.ts';
import { RecordEntry } from './record-row.ts';
import { TailBuffer, type TailCounts } from './tail-buffer.ts';

/** What a live tail shows. */
export interface TailState {
  readonly phase: 'connecting' | 'live' | 'trouble' | 'stopped';
  readonly isPaused: boolean;
  /** Newest first. */
  readonly entries: readonly RecordEntry[];
  readonly counts: TailCounts;
  /** Records that come in a second. */
  readonly perSecond: number;
  /** Records that are written and have not come yet; undefined when that is not known. */
  readonly behind: number | undefined;
  readonly error: ApiError | undefined;
}

const tailLimits = { maxEntries: 1_000, maxWeight: 32 * 2 ** 20 };
const showEveryMs = 250;
const askEndEveryMs = 2_000;
/** Of a feed. */
const pageRecords = 2_000;
/** Records that would be pushed out unseen are not fetched when there are more than this. */
const maxBehind = 20_000;
/** A feed that is silent for so long while there are records was cut off without a word. */
const maxSilentMs = 10_000;
/** The page is given its turn after so long. */
const sliceMs = 12;
const rateOverMs = 3_000;

/** Follows a topic for a page: from the newest record on, bounded, telling what it leaves out. */
export class TailSession {
  readonly state = signal<TailState>({
    ...{ phase: 'connecting', isPaused: false, entries: [], perSecond: 0 },
    counts: { received: 0, unmatched: 0, held: 0, skipped: 0 },
    ...{ behind: undefined, error: undefined },
  });
  readonly #topic: string;
  readonly #query: RecordQuery;
  readonly #matches: ReturnType<typeof recordMatcher>;
  readonly #buffer = new TailBuffer<RecordEntry>(tailLimits);
  #running: AbortController | undefined;
  #timers: readonly ReturnType<typeof setInterval>[] = [];
  #cursor: string | undefined;
  #heardAtMs = 0;
  /** A gateway that is slow is not asked again before it has answered. */
  #isAsking = false;
  #samples: readonly { readonly atMs: number; readonly received: number }[] = [];

  constructor(topic: string, query: RecordQuery) {
    this.#topic = topic;
    this.#query = query;
    this.#matches = recordMatcher(query);
  }

  /** Follows from the newest record on; what was written since it was stopped is counted as passed over. */
  readonly start = (): void => {
    this.stop();
    this.#samples = [];
    this.#set({ phase: 'connecting', error: undefined });
    this.#timers = [
      setInterval(this.#show, showEveryMs),
      setInterval(() => void this.#askEnd(), askEndEveryMs),
    ];
    this.skipToNewest();
  };

  /** Goes on at the newest record; those before it that have not come are counted as passed over. */
  readonly skipToNewest = (): void => {
    this.#connect(undefined);
  };

  #connect(from: string | undefined): void {
    this.#running?.abort();
    this.#running = new AbortController();
    this.#heardAtMs = performance.now();
    this.#set({ behind: undefined });
    void this.#follow({ signal: this.#running.signal, from });
  }

  /** What came stays. */
  readonly stop = (): void => {
    this.#running?.abort();
    this.#running = undefined;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    this.#buffer.resume();
    this.#show();
    this.#set({ phase: 'stopped', behind: undefined, perSecond: 0 });
  };

  readonly pause = (): void => {
    this.#buffer.pause();
    this.#show();
  };

  readonly resume = (): void => {
    this.#buffer.resume();
    this.#show();
  };

  async #follow(options: FollowOptions): Promise<void> {
    const listener = {
      onLive: (cursor: string) => {
        this.#passOverUntil(cursor);
        this.#set({ phase: 'live', error: undefined });
      },
      onRecords: this.#take,
      onTrouble: (error: ApiError | undefined) => {
        this.#set({ phase: 'trouble', error, behind: undefined });
      },
    };
    try {
      await followTopic(this.#ports(), listener, options);
    } catch (error) {
      this.stop();
      this.#set({ error: toApiError(error) });
    }
  }

  #ports(): FollowPorts {
    const path = apiPath`/v1/topics/${this.#topic}/records`;
    const { partition } = this.#query;
    return {
      findEnd: async (aborted) => {
        const query = { from: 'latest', limit: 1, maxBytes: 1, waitMs: 0, partition };
        // A record that is written meanwhile is behind the end that is asked for: it is read again.
        const { records, cursor } = await api.get<{
          readonly records: readonly { readonly partition: number; readonly offset: number }[];
          readonly cursor: string;
        }>(path, { query, signal: aborted });
        return beforeRecords(cursor, records);
      },
      open: (cursor, aborted) => {
        const query = { cursor, limit: pageRecords };
        const events = readEvents(path, { query, signal: aborted });
        return inSlices(events, () => {
          this.#heardAtMs = performance.now();
        });
      },
      sleep,
    };
  }

  readonly #take = (records: readonly string[], cursor: string): void => {
    this.#cursor = cursor;
    const all = records.map((json) => RecordEntry.ofJson(json));
    const matches = this.#matches;
    const found = matches === undefined ? all : all.filter(({ record }) => matches(record));
    this.#buffer.add(found, all.length - found.length);
  };

  #passOverUntil(cursor: string): void {
    if (this.#cursor !== undefined) {
      const from = parseReadCursor(this.#cursor);
      this.#buffer.passOver(offsetsBetween(from, parseReadCursor(cursor)));
    }
    this.#cursor = cursor;
  }

  readonly #show = (): void => {
    const { counts, isPaused, shown } = this.#buffer;
    const nowMs = performance.now();
    this.#samples = [...this.#samples, { atMs: nowMs, received: counts.received }].filter(
      ({ atMs }) => nowMs - atMs <= rateOverMs,
    );
    const first = this.#samples[0] ?? { atMs: nowMs, received: counts.received };
    const elapsedMs = nowMs - first.atMs;
    const perSecond = elapsedMs <= 0 ? 0 : ((counts.received - first.received) * 1_000) / elapsedMs;
    this.#set({ counts, isPaused, perSecond, ...this.#newEntries(shown) });
  };

  /** Another array only where there are other records. */
  #newEntries(shown: readonly RecordEntry[]): Partial<TailState> {
    const { entries } = this.state.value;
    const isSame = entries.length === shown.length && entries[0] === shown.at(-1);
    return isSame ? {} : { entries: shown.toReversed() };
  }

  async #askEnd(): Promise<void> {
    const signalOfFeed = this.#running?.signal;
    if (this.#isAsking || this.#cursor === undefined || this.state.value.phase !== 'live') return;
    this.#isAsking = true;
    try {
      const behind = await this.#countBehind(signalOfFeed);
      if (signalOfFeed?.aborted !== false) return;
      this.#goOn(behind);
    } catch (error) {
      if (!isAbort(error)) this.#set({ behind: undefined });
    } finally {
      this.#isAsking = false;
    }
  }

  #goOn(behind: number): void {
    const isUnseen = this.#matches === undefined && !this.#buffer.isPaused;
    const isSilent = performance.now() - this.#heardAtMs > maxSilentMs;
    if (behind > maxBehind && isUnseen) this.skipToNewest();
    else if (behind > 0 && isSilent) this.#connect(this.#cursor);
    else this.#set({ behind });
  }

  /** Records between what came and the end of the log. */
  async #countBehind(aborted: AbortSignal | undefined): Promise<number> {
    const path = apiPath`/v1/topics/${this.#topic}/offsets`;
    const query = { spec: 'OFFSET_SPEC_LATEST' };
    const { partitions } = await api.get<ListOffsetsResponse>(path, { query, signal: aborted });
    const ends = new Map(partitions.map(({ partition, offset }) => [partition, offset]));
    return offsetsBetween(parseReadCursor(this.#cursor ?? ''), ends);
  }

  #set(changes: Partial<TailState>): void {
    this.state.value = { ...this.state.value, ...changes };
  }
}

/** The cursor that stands before these records. */
function beforeRecords(
  cursor: string,
  records: readonly { readonly partition: number; readonly offset: number }[],
): string {
  const offsets = new Map(parseReadCursor(cursor));
  for (const { partition, offset } of records) {
    offsets.set(partition, Math.min(offset, offsets.get(partition) ?? offset));
  }
  return [...offsets].map(([partition, offset]) => `${partition}:${offset}`).join(',');
}

/** Gives the page its turn when what comes would take all of it. */
async function* inSlices<T>(batches: AsyncIterable<T>, onBatch: () => void): AsyncGenerator<T> {
  let sinceMs = performance.now();
  for await (const batch of batches) {
    onBatch();
    yield batch;
    if (performance.now() - sinceMs < sliceMs) continue;
    await nextTask();
    sinceMs = performance.now();
  }
}

/** Timers of pages that are not seen are slow; messages are not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const onMessage = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', onMessage);
    port1.start();
    port2.postMessage(undefined);
  });
}

function sleep(delayMs: number, aborted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const onAbort = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      aborted.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    aborted.addEventListener('abort', onAbort, { once: true });
  });
}
