import { isRetriable, toWeirError, type WeirError } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import type { StartFrom } from './consumer-options.ts';
import type { PartitionReader } from './partition-reader.ts';
import { offsetsAt, startReaders } from './start-offsets.ts';

/** Where readers start, and whom to tell. */
export interface ReaderStarterOptions {
  readonly cluster: Cluster;
  /** Empty without a group. */
  readonly groupId: string;
  readonly fromOf: (reader: PartitionReader) => StartFrom;
  /** The readers have a position. */
  readonly onPositioned: (readers: readonly PartitionReader[]) => void;
  /** The reader's end is known. */
  readonly onEndFound: () => void;
  /** The reader cannot get a position, for good. */
  readonly onFailed: (reader: PartitionReader, error: WeirError) => void;
}

/**
 * Finds positions for readers: at their start, after they fell out of range, and their ends.
 *
 * Asks for all together; when that fails for now, for each on its own, so that a partition without a
 * leader holds up no other. Goes on until it succeeds or the reader is taken away.
 */
export class ReaderStarter {
  readonly #options: ReaderStarterOptions;

  constructor(options: ReaderStarterOptions) {
    this.#options = options;
  }

  /** Gives new readers their first position. */
  start(readers: readonly PartitionReader[]): void {
    const { onPositioned } = this.#options;
    void this.#keepTrying(readers, async (waiting) => {
      // Some may have been moved by the application before they had a position.
      await startReaders(
        waiting.filter((reader) => !reader.isStarted),
        this.#options,
      );
      onPositioned(waiting.filter((reader) => !reader.isRevoked));
    });
  }

  /** Moves a reader to an end of its partition, unless the application moves it before. */
  reset(reader: PartitionReader, to: 'earliest' | 'latest', onMoved: (from: number) => void): void {
    const { cluster, onPositioned } = this.#options;
    const { seeks, position } = reader;
    void this.#keepTrying([reader], async () => {
      const [offset] = await offsetsAt(cluster, [reader], to);
      if (offset === undefined || reader.isRevoked || reader.seeks !== seeks) return;
      reader.move(offset);
      onPositioned([reader]);
      onMoved(position);
    });
  }

  /** Finds where readers end now, for those that have no end yet. */
  findEnds(readers: readonly PartitionReader[]): void {
    const { cluster, onEndFound } = this.#options;
    const endless = readers.filter((reader) => reader.endOffset === undefined);
    if (endless.length === 0) return;
    void this.#keepTrying(endless, async (waiting) => {
      const ends = await offsetsAt(cluster, waiting, 'latest');
      for (const [index, reader] of waiting.entries()) reader.endOffset ??= ends[index];
      onEndFound();
    });
  }

  async #keepTrying(
    readers: readonly PartitionReader[],
    work: (readers: readonly PartitionReader[]) => Promise<void>,
  ): Promise<void> {
    const { cluster, onFailed } = this.#options;
    const waiting = readers.filter((reader) => !reader.isRevoked);
    if (waiting.length === 0 || cluster.closed.aborted) return;
    try {
      await work(waiting);
    } catch (thrown) {
      const error = toWeirError(thrown);
      if (waiting.length > 1) {
        await Promise.all(waiting.map((reader) => this.#keepTrying([reader], work)));
      } else if (isRetriable(error)) {
        cluster.logger.debug({ code: error.code }, 'No position yet');
        await this.#keepTrying(waiting, work);
      } else {
        for (const reader of waiting) onFailed(reader, error);
      }
    }
  }
}
