import { type Timer, toWeirError, type WeirError } from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';
import { type Backoff, createBackoff, fromPartitionError } from '@weir/runtime';
import type { Cluster } from '../cluster/cluster.ts';
import { isRefusal } from '../cluster/is-refusal.ts';
import { retryAfterMs } from '../cluster/retry-after.ts';
import { FetchLoop } from './fetch-loop.ts';
import type { FetchSource, FetchSourceOptions } from './fetch-source.ts';
import { FetchStream } from './fetch-stream.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { PartitionReader } from './partition-reader.ts';
import { ReadAheadShare } from './read-ahead-share.ts';

/** How to fetch, and whom to tell. */
export interface FetcherOptions {
  readonly cluster: Cluster;
  readonly mode: 'push' | 'pull';
  readonly maxBufferedBytes: number;
  /** Where readers wait that had nothing for a while; undefined: each consumer has streams of its own. */
  readonly parking: ParkingLot | undefined;
  /** Something was received. */
  readonly onReceived: (reader: PartitionReader) => void;
  /** A partition cannot be read on: the error table says to give up. */
  readonly onFailed: (reader: PartitionReader, error: WeirError) => void;
}

interface Retry {
  readonly backoff: Backoff;
  timer: Timer | undefined;
  /** Whether the node wants so long a pause: news do not shorten it. */
  isHeld: boolean;
}

const minWindowBytes = 64 * 1024;
/** A consumer whose readers had nothing for so long waits in the parking lot. */
const parkAfterMs = 5_000;

/**
 * Reads each partition from its leader, and follows it when it moves.
 *
 * Invariants:
 *   - A partition is read from one node at a time.
 *   - A reader that is added, started, and neither paused nor held nor full, is being read, waits for a
 *     leader, or has a timer.
 */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #readers = new Set<PartitionReader>();
  readonly #sources = new Map<string, FetchSource>();
  readonly #sourceOf = new Map<PartitionReader, FetchSource>();
  readonly #retries = new Map<PartitionReader, Retry>();
  readonly #share = new ReadAheadShare();
  readonly #unsubscribe: () => void;
  readonly #parked = new Map<string, FetchSource>();
  /** Whether readers wait in the parking lot: at first, and again when there is nothing to read. */
  #isParked: boolean;
  #dataAtMs = 0;
  #parkTimer: Timer | undefined;
  #isScheduled = false;
  #isClosed = false;

  constructor(options: FetcherOptions) {
    this.#options = options;
    this.#isParked = options.parking !== undefined;
    this.#unsubscribe = options.cluster.onChange((change) => {
      for (const [reader, retry] of this.#retries) {
        if (retry.isHeld) continue;
        if (change !== undefined && !change.topicIds.has(reader.topicId)) continue;
        retry.timer?.cancel();
        retry.timer = undefined;
      }
      this.#schedule();
    });
  }

  /** From now on so many partitions are handled at once: each has a share of what is read ahead. */
  divide(ways: number): void {
    this.#share.divide(ways);
    this.#schedule();
  }

  /** Something that was read ahead of it was taken. */
  noteTaken(reader: PartitionReader): void {
    if (this.#share.noteTaken(reader)) this.#schedule();
  }

  /** Reads a partition whose position is known. */
  add(reader: PartitionReader): void {
    this.#readers.add(reader);
    this.#schedule();
  }

  /** Reads a partition no more. */
  remove(reader: PartitionReader): void {
    this.#readers.delete(reader);
    this.#detach(reader);
    this.#share.forget(reader);
    this.#retries.get(reader)?.timer?.cancel();
    this.#retries.delete(reader);
  }

  /** The reader was moved, paused or resumed: its reading starts anew, or ends. */
  restart(reader: PartitionReader): void {
    this.#detach(reader);
    this.#share.forget(reader);
    this.#schedule();
  }

  /** Ends all reading. */
  close(): void {
    this.#isClosed = true;
    this.#parkTimer?.cancel();
    this.#unsubscribe();
    for (const reader of [...this.#readers]) this.remove(reader);
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.#isClosed) this.#reconcile();
    });
  }

  /** Moves each reader to its leader's source. */
  #reconcile(): void {
    const assignments = new Map<FetchSource, PartitionReader[]>();
    for (const reader of this.#readers) {
      if (!this.#isReadable(reader)) continue;
      const leader = this.#options.cluster.leaderOf(reader.topicId, reader.partition);
      const current = this.#sourceOf.get(reader);
      if (leader === undefined || leader.address === current?.address) continue;
      this.#detach(reader);
      const source = this.#sourceAt(leader.address);
      this.#sourceOf.set(reader, source);
      const readers = assignments.get(source);
      if (readers === undefined) assignments.set(source, [reader]);
      else readers.push(reader);
    }
    for (const [source, readers] of assignments) source.assign(readers);
    this.#closeUnused();
  }

  #isReadable(reader: PartitionReader): boolean {
    const isWanted = reader.isStarted && !reader.isPaused && !reader.isHeld;
    if (!isWanted || this.#share.isFull(reader)) return false;
    return this.#retries.get(reader)?.timer === undefined;
  }

  #sourceAt(address: string): FetchSource {
    const { parking } = this.#options;
    if (!this.#isParked || parking === undefined) {
      return this.#sources.get(address) ?? this.#open(address);
    }
    const known = this.#parked.get(address);
    if (known !== undefined) return known;
    const place = parking.at({
      address,
      onData: (reader, data, source) => {
        this.#receive(reader, data, source);
        if (data.batches.length > 0) this.#setParked(false);
      },
      onBroken: (readers, error) => {
        this.#retryAll(address, readers, error);
      },
    });
    this.#parked.set(address, place);
    return place;
  }

  /** Moves all readers into the parking lot, or to streams of their own. */
  #setParked(isParked: boolean): void {
    if (this.#isParked === isParked || this.#isClosed) return;
    this.#isParked = isParked;
    for (const reader of [...this.#sourceOf.keys()]) this.#detach(reader);
    if (!isParked) this.#parkLater(parkAfterMs);
    this.#schedule();
  }

  #parkLater(delayMs: number): void {
    const { clock } = this.#options.cluster;
    this.#dataAtMs = Math.max(this.#dataAtMs, clock.monotonicMs() + delayMs - parkAfterMs);
    this.#parkTimer?.cancel();
    this.#parkTimer = clock.setTimer(delayMs, () => {
      const quietMs = clock.monotonicMs() - this.#dataAtMs;
      const isBusy = [...this.#readers].some((reader) => reader.hasBuffered);
      if (quietMs >= parkAfterMs && !isBusy) this.#setParked(true);
      else this.#parkLater(Math.max(1_000, parkAfterMs - quietMs));
    });
  }

  #open(address: string): FetchSource {
    const { cluster, mode } = this.#options;
    const options: FetchSourceOptions = {
      address,
      clock: cluster.clock,
      windowBytes: this.#windowBytes(),
      onData: (reader, data, source) => {
        this.#receive(reader, data, source);
      },
      onBroken: (readers, error) => {
        this.#onBroken(address, readers, error);
      },
    };
    const source =
      mode === 'push'
        ? new FetchStream(cluster.channels, options)
        : new FetchLoop(cluster.channels, options);
    this.#sources.set(address, source);
    return source;
  }

  /** Each node's share of what may be buffered. */
  #windowBytes(): number {
    const { cluster, maxBufferedBytes } = this.#options;
    return Math.max(minWindowBytes, Math.floor(maxBufferedBytes / cluster.leaderAddressCount));
  }

  #detach(reader: PartitionReader): void {
    this.#sourceOf.get(reader)?.revoke([reader]);
    this.#sourceOf.delete(reader);
  }

  #closeUnused(): void {
    const used = new Set(this.#sourceOf.values());
    // What full readers hold counts to the windows of their sources, which they come back to.
    for (const { topicId, partition } of this.#share.full()) {
      const leader = this.#options.cluster.leaderOf(topicId, partition);
      const source = leader === undefined ? undefined : this.#sources.get(leader.address);
      if (source !== undefined) used.add(source);
    }
    for (const [address, source] of this.#sources) {
      if (used.has(source)) continue;
      source.close();
      this.#sources.delete(address);
    }
  }

  #receive(reader: PartitionReader, data: FetchPartitionData, source: FetchSource): void {
    const problem = fromPartitionError(data.error);
    if (problem !== undefined) {
      this.#sourceOf.delete(reader);
      this.#onError(reader, problem);
      return;
    }
    if (data.batches.length > 0) this.#dataAtMs = this.#options.cluster.clock.monotonicMs();
    try {
      reader.receive(data, source);
      this.#retries.get(reader)?.backoff.reset();
      const { windowBytes } = source;
      if (this.#share.noteReceived(reader, windowBytes, this.#readers.size)) this.#detach(reader);
      this.#options.onReceived(reader);
    } catch (error) {
      this.#detach(reader);
      this.#options.onFailed(reader, toWeirError(error));
    }
  }

  #onError(reader: PartitionReader, error: WeirError): void {
    if (error.recovery === 'give-up' || error.recovery === 'rejoin') {
      this.#options.onFailed(reader, error);
      return;
    }
    if (error.recovery === 'refresh-metadata') {
      this.#options.cluster.noteNotLeader(reader.topicId, reader.partition, error);
    }
    this.#retryLater(reader, error);
  }

  #onBroken(address: string, readers: readonly PartitionReader[], error: WeirError): void {
    this.#sources.delete(address);
    this.#retryAll(address, readers, error);
  }

  #retryAll(address: string, readers: readonly PartitionReader[], error: WeirError): void {
    const { cluster } = this.#options;
    cluster.logger.debug({ address, code: error.code }, 'Fetch broke');
    for (const reader of readers) {
      this.#sourceOf.delete(reader);
      if (isRefusal(error)) this.#options.onFailed(reader, error);
      else this.#retryLater(reader, error);
    }
    if (readers.length > 0) cluster.refresh();
  }

  #retryLater(reader: PartitionReader, error: WeirError): void {
    if (this.#isClosed || !this.#readers.has(reader)) return;
    const { clock, random } = this.#options.cluster;
    const retry = this.#retries.get(reader) ?? {
      backoff: createBackoff({ minMs: 20, maxMs: 1_000, random }),
      timer: undefined,
      isHeld: false,
    };
    this.#retries.set(reader, retry);
    retry.timer?.cancel();
    const leastMs = retryAfterMs(error);
    retry.isHeld = leastMs > 0;
    retry.timer = clock.setTimer(Math.max(retry.backoff.next(), leastMs), () => {
      retry.timer = undefined;
      retry.isHeld = false;
      this.#schedule();
    });
  }
}
