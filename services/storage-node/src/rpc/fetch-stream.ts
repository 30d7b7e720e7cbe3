import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Clock, type Timer, toWeirError, WeirError } from '@weir/core';
import type {
  FetchStreamPartition,
  FetchStreamRequest,
  FetchStreamResponseInput,
} from '@weir/protos';
import { type Caller, checkRange, maxPartitionsPerRequest } from '@weir/runtime';

import { toPartitionError } from '../partition/partition-error.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import { PushLoop } from '../streams/push-loop.ts';
import { ReadSlots } from '../streams/read-slots.ts';
import { type FetchItem, noData } from './encode-fetch-stream-response.ts';
import type { FetchContext } from './fetch-call.ts';
import { FetchReader, type FetchReaderStream, maxFetchBytes } from './fetch-reader.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import type { ReadBuffers } from './read-buffers.ts';

/** A consumer's stream. */
export type FetchDuplex = ServerDuplexStream<FetchStreamRequest, FetchStreamResponseInput>;

/** Reads from disk under way, or read and not sent: of at most `maxFetchBytes` each. */
const maxReads = 4;
/** What consumers' streams work with. */
export interface FetchStreamContext extends FetchContext {
  readonly buffers: ReadBuffers;
  readonly caller: Caller;
}

const maxCredit = Number.MAX_SAFE_INTEGER / 2;
/** Without credit, how far partitions have come is told no more often. */
const marksIntervalMs = 100;

/**
 * Serves one consumer's stream: batches of many partitions, as long as the client grants credit.
 *
 * Invariants:
 *   - Batches are sent only while the balance of granted and sent bytes is above 0.
 *   - Nothing is sent under credentials that are void, or of a topic that may be read no more.
 *   - A partition has at most one reader; assigning it again replaces it.
 *   - One message is being written at a time: what follows is gathered when it is gone.
 * Tests: `storage-node.test.ts`, `node-security.test.ts`.
 */
export class FetchStream implements FetchReaderStream {
  readonly reads = new ReadSlots<FetchReader>(maxReads, (reader) => {
    this.wake(reader);
  });
  readonly buffers: ReadBuffers;
  readonly #stream: FetchDuplex;
  readonly #context: FetchStreamContext;
  readonly #registry: PartitionRegistry;
  readonly #clock: Clock;
  readonly #loop: PushLoop<FetchItem>;
  readonly #readers = new Map<string, FetchReader>();
  readonly #waitingForCredit = new Set<FetchReader>();
  #marksTimer: Timer | undefined;
  /** Set while the caller is over its quota. */
  #pauseTimer: Timer | undefined;
  #credit = 0;
  #onFailed: (error: WeirError) => void = () => undefined;
  #onWritten: (() => void) | undefined;

  constructor(stream: FetchDuplex, context: FetchStreamContext) {
    const { registry, clock, buffers } = context;
    this.#stream = stream;
    this.#context = context;
    this.buffers = buffers;
    this.#registry = registry;
    this.#clock = clock;
    this.#loop = new PushLoop(
      {
        write: (items) => this.#write(items),
        whenDrained: (callback) => {
          this.#onWritten = callback;
        },
      },
      maxFetchBytes,
    );
  }

  get clock(): Clock {
    return this.#clock;
  }

  get credit(): number {
    return this.#pauseTimer === undefined ? this.#credit : 0;
  }

  /** Resolves when the consumer ends the stream or it breaks; rejects for an invalid command. */
  async serve(signal: AbortSignal): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#onFailed = reject;
        signal.addEventListener('abort', () => {
          resolve();
        });
        this.#stream.on('end', resolve);
        this.#stream.on('data', (request: FetchStreamRequest) => {
          try {
            this.#command(request);
          } catch (error) {
            reject(toWeirError(error));
          }
        });
      });
    } finally {
      this.#close();
    }
  }

  get observer(): LogServiceObserver {
    return this.#context.observer;
  }

  spend(bytes: number): void {
    this.#credit -= bytes;
    const pauseMs = this.#context.quota.charge(bytes);
    if (pauseMs > 0) this.#pause(pauseMs);
  }

  problem(topicId: string): WeirError | undefined {
    return this.#context.rights.problem(topicId);
  }

  waitForCredit(reader: FetchReader): void {
    this.#waitingForCredit.add(reader);
  }

  wake(reader: FetchReader): void {
    this.#restIfDue();
    if (this.credit > 0) {
      this.#loop.wake(reader);
      return;
    }
    this.#waitingForCredit.add(reader);
    this.#marksTimer ??= this.#clock.setTimer(marksIntervalMs, () => {
      this.#marksTimer = undefined;
      this.#wakeWaiting();
    });
  }

  finished(reader: FetchReader): void {
    for (const [name, known] of this.#readers) if (known === reader) this.#readers.delete(name);
    this.#waitingForCredit.delete(reader);
  }

  #command({ assign, revoke, credit }: FetchStreamRequest): void {
    this.#checkCredentials();
    this.#restIfDue();
    for (const wanted of assign?.partitions ?? []) this.#assign(wanted);
    for (const wanted of revoke?.partitions ?? []) this.#revoke(wanted);
    if (credit !== undefined && credit !== null) this.#grant(credit.bytes);
  }

  #grant(bytes: number): void {
    this.#credit += checkRange('Credit', bytes, 0, maxCredit);
    if (this.#credit > maxCredit) {
      throw new WeirError(
        'INVALID_REQUEST',
        `Credit of ${this.#credit} bytes is above ${maxCredit}`,
      );
    }
    if (this.credit > 0) this.#wakeWaiting();
  }

  /** Holds back what follows; how far partitions have come is still told. */
  #pause(pauseMs: number): void {
    this.#pauseTimer?.cancel();
    this.#pauseTimer = this.#clock.setTimer(pauseMs, () => {
      this.#pauseTimer = undefined;
      this.#restIfDue();
      this.#wakeWaiting();
    });
  }

  /** Another stream of the caller may have used too much. */
  #restIfDue(): void {
    if (this.#pauseTimer !== undefined) return;
    const restMs = this.#context.quota.restMs();
    if (restMs > 0) this.#pause(restMs);
  }

  #checkCredentials(): void {
    const { caller } = this.#context;
    if (!caller.isInternal) caller.checkCredentials();
  }

  #assign(wanted: FetchStreamPartition): void {
    const name = nameOf(wanted);
    this.#drop(name);
    checkRange('Number of partitions', this.#readers.size + 1, 1, maxPartitionsPerRequest);
    try {
      this.#context.rights.require(wanted.topicId);
      const partition = this.#registry.get(wanted.topicId, wanted.partition);
      const reader = new FetchReader(wanted, partition, this);
      this.#readers.set(name, reader);
      // Its place is told, or why it cannot be read, credit or not.
      this.#loop.wake(reader);
    } catch (error) {
      this.observer.traffic.refused(toWeirError(error).code);
      const { topicId, partition, sessionId } = wanted;
      const data = { topicId, partition, error: toPartitionError(error), ...noData };
      const item: FetchItem = { sessionId, data };
      this.#stream.write({ partitions: [item] });
    }
  }

  #revoke(wanted: FetchStreamPartition): void {
    const name = nameOf(wanted);
    const isCurrent =
      wanted.sessionId === 0 || this.#readers.get(name)?.sessionId === wanted.sessionId;
    if (isCurrent) this.#drop(name);
  }

  #drop(name: string): void {
    const reader = this.#readers.get(name);
    if (reader === undefined) return;
    this.#readers.delete(name);
    this.#waitingForCredit.delete(reader);
    this.#loop.remove(reader);
    reader.close();
  }

  #write(partitions: readonly FetchItem[]): false {
    try {
      this.#checkCredentials();
    } catch (error) {
      for (const { onCopied } of partitions) onCopied?.();
      this.#onFailed(toWeirError(error));
      return false;
    }
    this.#stream.write({ partitions: [...partitions] }, () => {
      this.#onWritten?.();
    });
    return false;
  }

  #wakeWaiting(): void {
    const waiting = [...this.#waitingForCredit];
    this.#waitingForCredit.clear();
    for (const reader of waiting) this.#loop.wake(reader);
  }

  #close(): void {
    this.#loop.stop();
    this.#marksTimer?.cancel();
    this.#pauseTimer?.cancel();
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
    this.#waitingForCredit.clear();
  }
}

function nameOf({ topicId, partition }: FetchStreamPartition): string {
  return `${topicId}/${partition}`;
}
