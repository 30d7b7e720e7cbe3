import type { WeirError } from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';
import type { ChannelPool } from '@weir/runtime';
import type { FetchSourceOptions } from './fetch-source.ts';
import { FetchStream } from './fetch-stream.ts';
import type { PartitionReader } from './partition-reader.ts';

/** What may be on its way over a shared stream, in bytes. */
export const parkedWindowBytes = 256 * 1024;

/** Whom a stream tells about the readers of one consumer. */
export interface ParkedReaders {
  /** Data came for the reader, or, with an error in it, the last word. */
  receive(reader: PartitionReader, data: FetchPartitionData): void;
  /** The stream of these is gone. */
  lose(readers: readonly PartitionReader[], error: WeirError): void;
}

/** Those that wait for the same record of a partition. */
interface Queue {
  /** The reader that the stream knows; it may have left meanwhile. */
  readonly first: PartitionReader;
  readonly fetchOffset: number;
  readonly fetchEpoch: number | undefined;
  readonly waiting: Map<PartitionReader, ParkedReaders>;
}

/**
 * A stream to a node on which readers of many consumers wait.
 *
 * Invariants:
 *   - All that wait for a partition wait at the same offset.
 *   - What is received counts as released at once: a consumer that is slow holds up no other.
 * Tests: `parking-lot.test.ts`.
 */
export class ParkedStream {
  readonly #stream: FetchStream;
  readonly #onGone: () => void;
  readonly #queues = new Map<string, Queue>();

  constructor(
    channels: ChannelPool,
    place: Pick<FetchSourceOptions, 'address' | 'clock'>,
    onGone: () => void,
  ) {
    this.#onGone = onGone;
    this.#stream = new FetchStream(channels, {
      ...place,
      windowBytes: parkedWindowBytes,
      onData: (first, data) => {
        this.#deliver(first, data);
      },
      onBroken: (_readers, error) => {
        this.#break(error);
      },
    });
  }

  /** Whether nobody waits for its partition, or all do at its offset. */
  canTake(reader: PartitionReader): boolean {
    const queue = this.#queues.get(keyOf(reader));
    if (queue === undefined) return true;
    return queue.fetchOffset === reader.fetchOffset && queue.fetchEpoch === reader.fetchEpoch;
  }

  /** The reader waits here from now on; only when `canTake` says so. */
  park(reader: PartitionReader, place: ParkedReaders): void {
    const queue = this.#queues.get(keyOf(reader));
    if (queue !== undefined) {
      queue.waiting.set(reader, place);
      return;
    }
    const { fetchOffset, fetchEpoch } = reader;
    const waiting = new Map([[reader, place]]);
    this.#queues.set(keyOf(reader), { first: reader, fetchOffset, fetchEpoch, waiting });
    this.#stream.assign([reader]);
  }

  leave(reader: PartitionReader): void {
    const queue = this.#queues.get(keyOf(reader));
    if (queue?.waiting.delete(reader) !== true || queue.waiting.size > 0) return;
    this.#queues.delete(keyOf(reader));
    this.#stream.revoke([queue.first]);
    if (this.#queues.size > 0) return;
    this.#onGone();
    this.#stream.close();
  }

  #deliver(first: PartitionReader, data: FetchPartitionData): void {
    this.#stream.release(data.batches.reduce((sum, batch) => sum + batch.length, 0));
    const queue = this.#queues.get(keyOf(first));
    if (queue?.first !== first) return;
    for (const [reader, place] of [...queue.waiting]) place.receive(reader, data);
  }

  #break(error: WeirError): void {
    this.#onGone();
    const lost = new Map<ParkedReaders, PartitionReader[]>();
    for (const { waiting } of this.#queues.values()) {
      for (const [reader, place] of waiting) {
        const readers = lost.get(place);
        if (readers === undefined) lost.set(place, [reader]);
        else readers.push(reader);
      }
    }
    this.#queues.clear();
    for (const [place, readers] of lost) place.lose(readers, error);
  }
}

function keyOf({ topicId, partition }: PartitionReader): string {
  return `${topicId}/${partition}`;
}
