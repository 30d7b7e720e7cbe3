import type { WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { OffsetReset, PartitionId } from './consumer-options.ts';
import type { PartitionReader } from './partition-reader.ts';

/** A position that was moved, not by the application. */
export interface PositionMove extends PartitionId {
  /** The next offset that would have been given. */
  readonly from: number;
  /** The next offset that will be given. */
  readonly to: number;
}

/** Why a position was moved; also the name of the event. */
export type MoveReason = 'truncated' | 'outOfRange';

/** What the user chose, and how to carry it out. */
export interface PositionPolicyOptions {
  readonly offsetReset: OffsetReset;
  readonly logger: Logger;
  /** Moves a reader to an end of its partition, then calls back. */
  readonly reset: (
    reader: PartitionReader,
    to: 'earliest' | 'latest',
    onMoved: (from: number) => void,
  ) => void;
  /** The reader is to read on from its fetch offset. */
  readonly restart: (reader: PartitionReader) => void;
  readonly onMoved: (reason: MoveReason, move: PositionMove) => void;
}

/**
 * What becomes of a reader whose position the leader refuses: out of range, or of a log that was
 * truncated. With `none` it fails; else it moves, no further than it has to.
 *
 * Invariants:
 *   - A reader is moved only when nothing of it is buffered or in hand: what was read before is given,
 *     but for records behind the place where a truncated log diverges.
 * Tests: `position-policy.test.ts`.
 */
export class PositionPolicy {
  readonly #options: PositionPolicyOptions;
  /** Readers that wait to be drained. */
  readonly #refused = new Map<PartitionReader, WeirError>();

  constructor(options: PositionPolicyOptions) {
    this.#options = options;
  }

  /** Takes an error of a reader; false when the application is to be told. */
  take(reader: PartitionReader, error: WeirError): boolean {
    if (this.#options.offsetReset === 'none') return false;
    if (error.code === 'TRUNCATED_LOG' && reader.hasBuffered) {
      // What was read ahead may be lost, too: the leader says so from the end of what was taken.
      reader.dropBuffered();
      this.#options.restart(reader);
      return true;
    }
    if (error.code !== 'TRUNCATED_LOG' && error.code !== 'OFFSET_OUT_OF_RANGE') return false;
    this.#refused.set(reader, error);
    this.check(reader);
    return true;
  }

  /** The application has finished something of the reader. */
  check(reader: PartitionReader): void {
    const error = this.#refused.get(reader);
    if (error === undefined || !reader.isDrained || reader.isRevoked) return;
    this.#refused.delete(reader);
    if (error.code === 'TRUNCATED_LOG') this.#truncate(reader, error);
    else this.#reset(reader, 'outOfRange');
  }

  /** The reader was moved by the application, or is gone. */
  forget(reader: PartitionReader): void {
    this.#refused.delete(reader);
  }

  #truncate(reader: PartitionReader, error: WeirError): void {
    const endOffset = numberOf(error, 'end_offset');
    if (endOffset < 0) {
      // The logs have nothing in common.
      this.#reset(reader, 'truncated');
      return;
    }
    const { topic, partition, position: from } = reader;
    const to = Math.min(endOffset, from);
    reader.move(to, to === endOffset ? epochOf(error) : undefined);
    this.#options.restart(reader);
    this.#tell('truncated', { topic, partition, from, to });
  }

  #reset(reader: PartitionReader, reason: MoveReason): void {
    const { offsetReset, reset } = this.#options;
    if (offsetReset === 'none') return;
    reset(reader, offsetReset, (from) => {
      const { topic, partition, position: to } = reader;
      this.#tell(reason, { topic, partition, from, to });
    });
  }

  #tell(reason: MoveReason, move: PositionMove): void {
    const { logger, offsetReset, onMoved } = this.#options;
    logger.warn({ ...move, offsetReset }, messages[reason]);
    onMoved(reason, move);
  }
}

const messages = {
  truncated: 'Log was truncated below the position',
  outOfRange: 'Position is out of range',
} as const satisfies Record<MoveReason, string>;

function epochOf(error: WeirError): number | undefined {
  const epoch = numberOf(error, 'leader_epoch');
  return epoch < 0 ? undefined : epoch;
}

/** −1 when it is not there. */
function numberOf(error: WeirError, name: string): number {
  const value = Number(error.metadata[name] ?? -1);
  return Number.isSafeInteger(value) ? value : -1;
}
