import { type Offset, WeirError } from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import type { LeaderState } from '../replication/leader-state.ts';
import type { Replica } from '../replication/replica.ts';
import type { LeaderMarks } from './replication-ports.ts';

/** What reads work with. */
export interface PartitionReaderOptions {
  readonly log: PartitionLog;
  readonly replica: () => Replica;
  readonly notLeader: () => WeirError;
}

/** Which batches a consumer wants. */
export interface FetchPosition {
  readonly fetchOffset: number;
  readonly maxBytes: number;
  /** Epoch of the record before `fetchOffset`; undefined when unknown. */
  readonly lastFetchedEpoch: number | undefined;
  /** As of `LogReadOptions`. */
  readonly takeBuffer?: ((bytes: number) => Buffer) | undefined;
}

/** A record's place. */
export interface FoundOffset {
  readonly offset: number;
  /** -1 where no record was asked for or found. */
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/** Which offset is asked for. */
export type WantedOffset =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'maxTimestamp' }
  | { readonly kind: 'timestamp'; readonly timestampMs: number };

/**
 * What a leader shows to consumers: nothing but what is committed.
 *
 * Invariants:
 *   - No batch at or above the high watermark is handed out.
 *   - Who led before a wait for the disk still leads after it, in the same epoch.
 * Tests: `storage-node.test.ts`.
 */
export class PartitionReader {
  readonly #options: PartitionReaderOptions;

  constructor(options: PartitionReaderOptions) {
    this.#options = options;
  }

  /** The leader's marks; throws `NOT_LEADER_OR_FOLLOWER`. */
  marks(): LeaderMarks {
    return this.#marksOf(this.#leader());
  }

  /**
   * Batches from the one that holds the offset on, all below the high watermark. Throws
   * `NOT_LEADER_OR_FOLLOWER`, `OFFSET_OUT_OF_RANGE`, `TRUNCATED_LOG`, `UNKNOWN_LEADER_EPOCH`.
   */
  fetch(position: FetchPosition): Buffer[] | Promise<Buffer[]> {
    const leader = this.#leader();
    this.#checkPosition(position, leader);
    const { log } = this.#options;
    const batches = log.read({
      offset: position.fetchOffset as Offset,
      maxBytes: position.maxBytes,
      maxOffset: this.#options.replica().state.highWatermark,
      takeBuffer: position.takeBuffer,
    });
    return Array.isArray(batches) ? batches : this.#whileLeading(leader, batches);
  }

  /**
   * The offset below which records may be removed: at most the high watermark, which -1 stands for.
   * Throws `INVALID_REQUEST`, `OFFSET_OUT_OF_RANGE`, `NOT_LEADER_OR_FOLLOWER`.
   */
  deletionTarget(beforeOffset: number): Offset {
    const { highWatermark, logStartOffset } = this.marks();
    const target = (beforeOffset === -1 ? highWatermark : beforeOffset) as Offset;
    if (beforeOffset < -1 || !Number.isSafeInteger(beforeOffset)) {
      throw new WeirError('INVALID_REQUEST', `Offset ${beforeOffset} is neither -1 nor an offset`);
    }
    if (target <= highWatermark) return target;
    throw new WeirError(
      'OFFSET_OUT_OF_RANGE',
      `Offset ${target} is above the high watermark ${highWatermark}`,
      {
        metadata: {
          log_start_offset: String(logStartOffset),
          high_watermark: String(highWatermark),
        },
      },
    );
  }

  /** Throws as `fetch` does, without reading. */
  checkPosition(position: FetchPosition): void {
    this.#checkPosition(position, this.#leader());
  }

  /** `OFFSET_NOT_AVAILABLE` while the leader does not know how far its predecessors committed (3.4). */
  async listOffset(wanted: WantedOffset): Promise<FoundOffset> {
    const leader = this.#leader();
    const { log } = this.#options;
    switch (wanted.kind) {
      case 'earliest':
        return { offset: log.logStartOffset, timestampMs: -1, leaderEpoch: leader.epoch };
      case 'latest':
        checkKnown(leader);
        return {
          offset: this.#options.replica().state.highWatermark,
          timestampMs: -1,
          leaderEpoch: leader.epoch,
        };
      case 'maxTimestamp':
        checkKnown(leader);
        return this.#byTimestamp(leader, log.maxTimestampMs);
      case 'timestamp':
        return this.#byTimestamp(leader, wanted.timestampMs);
    }
  }

  /** Where the largest epoch at or below the one asked ends, exclusive; -1 for none. */
  endOfEpoch(epoch: number): { readonly leaderEpoch: number; readonly endOffset: number } {
    this.#leader();
    const { epochs, log } = this.#options.replica().state;
    const index = epochs.findLastIndex((entry) => entry.epoch <= epoch);
    const entry = epochs[index];
    if (entry === undefined) return { leaderEpoch: -1, endOffset: -1 };
    const endOffset = epochs[index + 1]?.startOffset ?? log.appendedOffset;
    return { leaderEpoch: entry.epoch, endOffset };
  }

  async #byTimestamp(leader: LeaderState, timestampMs: number): Promise<FoundOffset> {
    const { log, replica } = this.#options;
    const { highWatermark } = replica().state;
    const found = await this.#whileLeading(
      leader,
      log.offsetForTimestamp(timestampMs, highWatermark),
    );
    if (found !== null) return found;
    checkKnown(leader);
    return { offset: -1, timestampMs: -1, leaderEpoch: leader.epoch };
  }

  #leader(): LeaderState {
    const { serving } = this.#options.replica();
    if (serving === undefined) throw this.#options.notLeader();
    return serving;
  }

  #marksOf(leader: LeaderState): LeaderMarks {
    return {
      leaderEpoch: leader.epoch,
      highWatermark: this.#options.replica().state.highWatermark,
      logStartOffset: this.#options.log.logStartOffset,
    };
  }

  async #whileLeading<Result>(leader: LeaderState, work: Promise<Result>): Promise<Result> {
    const result = await work;
    if (this.#options.replica().serving !== leader) throw this.#options.notLeader();
    return result;
  }

  #checkPosition({ fetchOffset, lastFetchedEpoch }: FetchPosition, leader: LeaderState): void {
    const { log } = this.#options;
    if (lastFetchedEpoch !== undefined && lastFetchedEpoch > leader.epoch) {
      throw new WeirError(
        'UNKNOWN_LEADER_EPOCH',
        `Epoch ${lastFetchedEpoch} is newer than this leader's ${leader.epoch}`,
      );
    }
    const isBeyond = fetchOffset > log.appendedOffset;
    if (lastFetchedEpoch !== undefined && fetchOffset > log.logStartOffset) {
      const epoch = isBeyond ? undefined : log.epochAt((fetchOffset - 1) as Offset);
      if (epoch !== lastFetchedEpoch) throw this.#truncated(fetchOffset, lastFetchedEpoch);
    }
    if (isBeyond || fetchOffset < log.logStartOffset) throw this.#outOfRange(fetchOffset, leader);
  }

  #truncated(fetchOffset: number, lastFetchedEpoch: number): WeirError {
    const { leaderEpoch, endOffset } = this.endOfEpoch(lastFetchedEpoch);
    return new WeirError(
      'TRUNCATED_LOG',
      `The record before offset ${fetchOffset} is not the one of epoch ${lastFetchedEpoch}`,
      { metadata: { leader_epoch: String(leaderEpoch), end_offset: String(endOffset) } },
    );
  }

  #outOfRange(fetchOffset: number, leader: LeaderState): WeirError {
    const { leaderEpoch, highWatermark, logStartOffset } = this.#marksOf(leader);
    return new WeirError(
      'OFFSET_OUT_OF_RANGE',
      `Offset ${fetchOffset} is outside ${logStartOffset} to ${highWatermark}`,
      {
        metadata: {
          log_start_offset: String(logStartOffset),
          high_watermark: String(highWatermark),
          leader_epoch: String(leaderEpoch),
        },
      },
    );
  }
}

function checkKnown(leader: LeaderState): void {
  if (leader.knowsHighWatermark) return;
  throw new WeirError(
    'OFFSET_NOT_AVAILABLE',
    `The leader of epoch ${leader.epoch} does not know the high watermark yet`,
  );
}
