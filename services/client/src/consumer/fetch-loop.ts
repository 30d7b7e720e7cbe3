import { sleep, toWeirError, Wakeup } from '@weir/core';
import { type FetchPartitionData, type FetchPartitionInput, LogService } from '@weir/protos';
import { callUnary, type ChannelPool } from '@weir/runtime';
import type { FetchSource, FetchSourceOptions } from './fetch-source.ts';
import type { PartitionReader } from './partition-reader.ts';

const maxWaitMs = 500;
const answerSlackMs = 10_000;
/** Longest pause that a node is granted at once. */
const maxPauseMs = 60_000;
const maxAnswerBytes = 3 * 1024 * 1024;

/**
 * Pull: asks a node again and again for all its partitions, ahead of the application.
 *
 * Invariants:
 *   - One request is under way at a time, and none while the window is full.
 *   - An answer is used for a partition only if it still is at the offset that was asked for.
 */
export class FetchLoop implements FetchSource {
  readonly address: string;
  readonly windowBytes: number;
  readonly #channels: ChannelPool;
  readonly #options: FetchSourceOptions;
  readonly #readers = new Set<PartitionReader>();
  readonly #wakeup = new Wakeup();
  readonly #ended = new AbortController();
  #current: AbortController | undefined;
  #heldBytes = 0;
  #turn = 0;

  constructor(channels: ChannelPool, options: FetchSourceOptions) {
    this.address = options.address;
    this.windowBytes = options.windowBytes;
    this.#channels = channels;
    this.#options = options;
    void this.#run();
  }

  assign(readers: readonly PartitionReader[]): void {
    for (const reader of readers) this.#readers.add(reader);
    // The request under way does not ask for them.
    this.#current?.abort();
    this.#wakeup.notify();
  }

  revoke(readers: readonly PartitionReader[]): void {
    for (const reader of readers) this.#readers.delete(reader);
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#wakeup.notify();
  }

  close(): void {
    this.#ended.abort();
    this.#current?.abort();
    this.#wakeup.notify();
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const wanted = this.#wanted();
      if (wanted.length === 0) await this.#wakeup.wait();
      else await this.#fetch(wanted);
    }
  }

  /** All of them, another one first each time, as an answer is filled in the order of the request. */
  #wanted(): PartitionReader[] {
    if (this.#heldBytes >= this.windowBytes) return [];
    const readers = [...this.#readers];
    this.#turn = readers.length === 0 ? 0 : (this.#turn + 1) % readers.length;
    return [...readers.slice(this.#turn), ...readers.slice(0, this.#turn)];
  }

  async #fetch(wanted: readonly PartitionReader[]): Promise<void> {
    const current = new AbortController();
    this.#current = current;
    try {
      const roomBytes = Math.max(1, this.windowBytes - this.#heldBytes);
      const offsets = wanted.map((reader) => reader.fetchOffset);
      const { partitions, throttleMs } = await callUnary(
        this.#channels.client(LogService, this.address),
        'fetch',
        {
          partitions: wanted.map(toRequest),
          minBytes: 1,
          maxBytes: Math.min(roomBytes, maxAnswerBytes),
          maxWaitMs,
        },
        { deadlineMs: maxWaitMs + answerSlackMs, signal: current.signal },
      );
      for (const [index, data] of partitions.entries()) {
        this.#deliver(wanted[index], offsets[index], data);
      }
      if (throttleMs > 0) await this.#pause(Math.min(maxPauseMs, throttleMs));
    } catch (error) {
      if (!current.signal.aborted) this.#break(error);
    } finally {
      this.#current = undefined;
    }
  }

  /** The node wants no more requests for so long, whatever partitions come or go. */
  async #pause(pauseMs: number): Promise<void> {
    await sleep(this.#options.clock, pauseMs, this.#ended.signal).catch(() => undefined);
  }

  #deliver(
    reader: PartitionReader | undefined,
    askedOffset: number | undefined,
    data: FetchPartitionData,
  ): void {
    if (reader === undefined || !this.#readers.has(reader)) return;
    if (reader.fetchOffset !== askedOffset) return;
    this.#heldBytes += data.batches.reduce((sum, batch) => sum + batch.length, 0);
    if (data.error !== null && data.error.code !== '') this.#readers.delete(reader);
    this.#options.onData(reader, data, this);
  }

  #break(error: unknown): void {
    this.#ended.abort();
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#options.onBroken(readers, toWeirError(error));
  }
}

function toRequest(reader: PartitionReader): FetchPartitionInput {
  const { topicId, partition, fetchOffset, fetchEpoch } = reader;
  return {
    topicId,
    partition,
    fetchOffset,
    ...(fetchEpoch === undefined ? undefined : { lastFetchedEpoch: fetchEpoch }),
  };
}
