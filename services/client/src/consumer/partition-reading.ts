import { toWeirError, type WeirError } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import { Fetcher } from './fetcher.ts';
import { type CommitBatch, GivenBatch } from './given-batch.ts';
import type { ParkingLot } from './parking-lot.ts';
import { PartitionReader, type ReaderPlace } from './partition-reader.ts';
import { readerError } from './reader-error.ts';
import { type MoveReason, type PositionMove, PositionPolicy } from './position-policy.ts';
import { ReaderSet } from './reader-set.ts';
import { ReaderStarter } from './reader-starter.ts';
import type { ResolvedConsumerOptions } from './resolve-consumer-options.ts';

/** What is read, and whom to tell. */
export interface PartitionReadingOptions {
  readonly cluster: Cluster;
  readonly consumer: ResolvedConsumerOptions;
  readonly parking: ParkingLot;
  readonly commit: CommitBatch;
  /** Whether another batch of the reader may be given. */
  readonly mayTake: (reader: PartitionReader) => boolean;
  /** Whether the current iteration runs until the end. */
  readonly isUntilEnd: () => boolean;
  /** Something came: a batch, an error, an end. */
  readonly onNews: () => void;
  /** A reader was moved by the policy for positions that the leader refuses. */
  readonly onMoved: (reason: MoveReason, move: PositionMove) => void;
}

/**
 * The partitions of a consumer from their assignment to their end: readers, the fetcher that fills
 * them, and what went wrong with them.
 *
 * Invariants:
 *   - A reader that failed gives nothing until its failure was thrown, or it was moved.
 */
export class PartitionReading {
  readonly readers = new ReaderSet();
  readonly #options: PartitionReadingOptions;
  readonly #fetcher: Fetcher;
  readonly #starter: ReaderStarter;
  readonly #policy: PositionPolicy;
  readonly #failures = new Map<PartitionReader, WeirError>();

  constructor(options: PartitionReadingOptions) {
    this.#options = options;
    this.#fetcher = this.#makeFetcher();
    this.#starter = this.#makeStarter();
    this.#policy = this.#makePolicy();
  }

  /** Makes readers of partitions; nothing is read before `start`. */
  assign(places: readonly ReaderPlace[]): PartitionReader[] {
    const readers = places.map((place) => new PartitionReader(place));
    for (const reader of readers) {
      reader.isHeld = true;
      this.readers.add(reader);
    }
    return readers;
  }

  /** Begins to read. */
  start(readers: readonly PartitionReader[]): void {
    for (const reader of readers) reader.isHeld = false;
    this.#starter.start(readers);
  }

  /** Gives nothing new of these; what is in hand may be finished. */
  revoke(readers: readonly PartitionReader[]): void {
    for (const reader of readers) {
      this.#fetcher.remove(reader);
      reader.revoke();
    }
  }

  /** Forgets these. */
  remove(readers: readonly PartitionReader[]): void {
    for (const reader of readers) {
      this.#fetcher.remove(reader);
      reader.close();
      this.readers.remove(reader);
      this.#forgetFailure(reader);
    }
  }

  /** The reader was moved, paused or resumed, or is to read again what was dropped. */
  restart(reader: PartitionReader): void {
    this.#forgetFailure(reader);
    this.#fetcher.restart(reader);
    if (reader.isStarted && !reader.isRevoked) this.#fetcher.add(reader);
  }

  /** The next batch of some partition, in turn; throws what went wrong with one. */
  next(): GivenBatch | undefined {
    this.#throwFailure();
    for (let reader = this.readers.next(); reader !== undefined; reader = this.readers.next()) {
      const fetched = this.#options.mayTake(reader) ? reader.take() : undefined;
      if (fetched === undefined) continue;
      this.#fetcher.noteTaken(reader);
      try {
        return new GivenBatch(reader, fetched, this.#options.commit);
      } catch (error) {
        reader.refuse(fetched);
        this.restart(reader);
        throw readerError(reader, toWeirError(error));
      }
    }
    return undefined;
  }

  /** A batch left the application's hand: what was not given of it is read again. */
  putBack(batch: GivenBatch): void {
    if (batch.isPartlyGiven) {
      batch.reader.dropBuffered();
      this.restart(batch.reader);
    }
    this.#policy.check(batch.reader);
    this.offer(batch.reader);
  }

  /** Puts a reader in line, if it has something and may give it. */
  offer(reader: PartitionReader): void {
    if (this.#options.mayTake(reader)) this.readers.queue(reader);
  }

  /** So many partitions are handled at once. */
  divide(ways: number): void {
    this.#fetcher.divide(ways);
  }

  /** Finds anew where each partition ends now, for an iteration until the end. */
  findEnds(): void {
    const readers = this.readers.all();
    for (const reader of readers) reader.endOffset = undefined;
    if (this.#options.isUntilEnd()) {
      this.#starter.findEnds(readers.filter((reader) => reader.isStarted));
    }
  }

  /** Whether all has been given that was there when the ends were found. */
  isAtEnd(): boolean {
    if (this.#failures.size > 0) return false;
    return this.readers.all().every((reader) => reader.isAtEnd || reader.isPaused);
  }

  close(): void {
    this.remove(this.readers.all());
    this.#fetcher.close();
  }

  #throwFailure(): void {
    for (const [reader, error] of this.#failures) {
      // Read again, from the same position, if the application goes on.
      this.restart(reader);
      throw error;
    }
  }

  #makeFetcher(): Fetcher {
    const { cluster, consumer, onNews } = this.#options;
    const isParking = consumer.sharesIdleStreams && consumer.mode === 'push';
    return new Fetcher({
      cluster,
      mode: consumer.mode,
      maxBufferedBytes: consumer.maxBufferedBytes,
      parking: isParking ? this.#options.parking : undefined,
      onReceived: (reader) => {
        this.offer(reader);
        onNews();
      },
      onFailed: (reader, error) => {
        this.#onFailed(reader, error);
      },
    });
  }

  #makeStarter(): ReaderStarter {
    const { cluster, consumer, isUntilEnd, onNews } = this.#options;
    return new ReaderStarter({
      cluster,
      groupId: consumer.groupId,
      fromOf: (reader) =>
        consumer.assignment.find(
          ({ topic, partition }) => topic === reader.topic && partition === reader.partition,
        )?.from ?? consumer.from,
      onPositioned: (readers) => {
        for (const reader of readers) this.#fetcher.add(reader);
        if (isUntilEnd()) this.#starter.findEnds(readers);
      },
      onEndFound: onNews,
      onFailed: (reader, error) => {
        this.#onFailed(reader, error);
      },
    });
  }

  #makePolicy(): PositionPolicy {
    const { cluster, consumer, onMoved } = this.#options;
    return new PositionPolicy({
      offsetReset: consumer.offsetReset,
      logger: cluster.logger,
      reset: (reader, to, onReset) => {
        this.#starter.reset(reader, to, onReset);
      },
      restart: (reader) => {
        this.restart(reader);
      },
      onMoved,
    });
  }

  #onFailed(reader: PartitionReader, error: WeirError): void {
    if (reader.isRevoked || this.#policy.take(reader, error)) return;
    // Not asked for again before the application knows.
    this.#fetcher.remove(reader);
    this.#failures.set(reader, readerError(reader, error));
    this.#options.onNews();
  }

  #forgetFailure(reader: PartitionReader): void {
    this.#failures.delete(reader);
    this.#policy.forget(reader);
  }
}
