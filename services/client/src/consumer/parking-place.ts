import type { WeirError } from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';
import type { FetchSource, FetchSourceOptions } from './fetch-source.ts';
import { type ParkedReaders, type ParkedStream, parkedWindowBytes } from './parked-stream.ts';
import type { PartitionReader } from './partition-reader.ts';

/** Of which node, and whom to tell. */
export type ParkingPlaceOptions = Omit<FetchSourceOptions, 'windowBytes' | 'clock'>;

/** One consumer's readers at one node, each on some shared stream to it. */
export class ParkingPlace implements FetchSource, ParkedReaders {
  readonly address: string;
  readonly windowBytes = parkedWindowBytes;
  readonly #options: ParkingPlaceOptions;
  /** The stream on which a reader may wait. */
  readonly #streamFor: (reader: PartitionReader) => ParkedStream;
  readonly #streamOf = new Map<PartitionReader, ParkedStream>();

  constructor(options: ParkingPlaceOptions, streamFor: (reader: PartitionReader) => ParkedStream) {
    this.address = options.address;
    this.#options = options;
    this.#streamFor = streamFor;
  }

  assign(readers: readonly PartitionReader[]): void {
    for (const reader of readers) {
      const stream = this.#streamFor(reader);
      this.#streamOf.set(reader, stream);
      stream.park(reader, this);
    }
  }

  revoke(readers: readonly PartitionReader[]): void {
    for (const reader of readers) {
      this.#streamOf.get(reader)?.leave(reader);
      this.#streamOf.delete(reader);
    }
  }

  receive(reader: PartitionReader, data: FetchPartitionData): void {
    const isOver = data.error !== null && data.error.code !== '';
    if (isOver) this.revoke([reader]);
    this.#options.onData(reader, data, this);
  }

  lose(readers: readonly PartitionReader[], error: WeirError): void {
    for (const reader of readers) this.#streamOf.delete(reader);
    this.#options.onBroken(readers, error);
  }

  release(): void {
    // It was released when it came.
  }

  close(): void {
    this.revoke([...this.#streamOf.keys()]);
  }
}
