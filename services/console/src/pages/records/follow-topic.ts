import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import type { ServerEvent } from '../../api/event-parser.ts';

/** What following a topic has of the world. */
export interface FollowPorts {
  /** The cursor behind the last record that is there. */
  readonly findEnd: (signal: AbortSignal) => Promise<string>;
  /** Server-sent events from a cursor on. */
  readonly open: (cursor: string, signal: AbortSignal) => AsyncIterable<readonly ServerEvent[]>;
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Who is told what comes. */
export interface FollowListener {
  /** The JSON of records in their order, and the cursor behind them. */
  readonly onRecords: (records: readonly string[], cursor: string) => void;
  /** It is connected, from this cursor on. */
  readonly onLive: (cursor: string) => void;
  /** It was cut off, and will try again. */
  readonly onTrouble: (error: ApiError | undefined) => void;
}

/** How a topic is followed. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** A cursor; from the end on without. */
  readonly from?: string | undefined;
}

const minDelayMs = 250;
const maxDelayMs = 5_000;

/**
 * Tells every record from a cursor, or from now on, once each: it goes on from the last whole page whenever the feed ends.
 * Resolves once `signal` is aborted; rejects with what trying again does not help.
 */
export async function followTopic(
  ports: FollowPorts,
  listener: FollowListener,
  { signal, from }: FollowOptions,
): Promise<void> {
  let cursor = from;
  let delayMs = minDelayMs;
  while (!signal.aborted) {
    let error: ApiError | undefined;
    try {
      // Asked for each time: its answer shows that there is a gateway again.
      const end = await ports.findEnd(signal);
      cursor ??= end;
      listener.onLive(cursor);
      for await (const page of wholePages(ports.open(cursor, signal), signal)) {
        cursor = page.cursor;
        delayMs = minDelayMs;
        listener.onRecords(page.records, cursor);
      }
    } catch (thrown) {
      error = toApiError(thrown);
      if (signal.aborted || isAbort(thrown)) return;
      if (error.recovery === 'give-up' && error.code !== 'CONSOLE_ERROR') throw error;
    }
    if (signal.aborted) return;
    listener.onTrouble(error);
    await ports.sleep(delayMs, signal);
    delayMs = Math.min(maxDelayMs, delayMs * 2);
  }
}

interface WholePage {
  readonly records: readonly string[];
  readonly cursor: string;
}

/** The last event of a page has a new id. What comes of a page that is cut off is not told: it comes again. */
async function* wholePages(
  batches: AsyncIterable<readonly ServerEvent[]>,
  signal: AbortSignal,
): AsyncGenerator<WholePage> {
  let records: string[] = [];
  let lastId = '';
  for await (const events of batches) {
    let whole: WholePage | undefined;
    for (const { data, id } of events) {
      records.push(data);
      if (id === lastId) continue;
      lastId = id;
      whole = { records: [...(whole?.records ?? []), ...records], cursor: id };
      records = [];
    }
    // What was read when this ended is told by whoever goes on.
    if (signal.aborted) return;
    if (whole !== undefined) yield whole;
  }
}
