import type { Clock } from '@weir/core';
import type { ChannelPool } from '@weir/runtime';
import type { FetchSource } from './fetch-source.ts';
import { ParkedStream } from './parked-stream.ts';
import { ParkingPlace, type ParkingPlaceOptions } from './parking-place.ts';

/**
 * Where readers wait that have nothing to read: streams to each node that all consumers of a client share,
 * so that a waiting consumer costs none. With its first data a reader goes to a stream of its consumer's own.
 *
 * A node reads a partition once for a stream: readers that wait for the same record of it share that, those
 * at different offsets are on different streams.
 *
 * Invariants:
 *   - A reader is on one stream at most, and a stream is open while somebody waits on it.
 * Tests: `parking-lot.test.ts`.
 */
export class ParkingLot {
  readonly #channels: ChannelPool;
  readonly #clock: Clock;
  readonly #streams = new Map<string, Set<ParkedStream>>();

  constructor(channels: ChannelPool, clock: Clock) {
    this.#channels = channels;
    this.#clock = clock;
  }

  /** The place of one consumer's readers at a node. */
  at(options: ParkingPlaceOptions): FetchSource {
    const { address } = options;
    return new ParkingPlace(options, (reader) => {
      for (const stream of this.#streams.get(address) ?? [])
        if (stream.canTake(reader)) return stream;
      return this.#open(address);
    });
  }

  #open(address: string): ParkedStream {
    const streams = this.#streams.get(address) ?? new Set();
    const place = { address, clock: this.#clock };
    const stream = new ParkedStream(this.#channels, place, () => {
      streams.delete(stream);
      if (streams.size === 0 && this.#streams.get(address) === streams) {
        this.#streams.delete(address);
      }
    });
    streams.add(stream);
    this.#streams.set(address, streams);
    return stream;
  }
}
