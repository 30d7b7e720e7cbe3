import { invariant, type Offset, WeirError } from '@weir/core';

import { endOf, type EpochEntry, type EpochHistory } from './epoch-history.ts';

/** What a leader may send next: epoch entries, and batches of one epoch behind them. */
export interface SendPlan {
  readonly baseOffset: Offset;
  /** To be applied before the batches. */
  readonly epochs: readonly EpochEntry[];
  /** Batches of this run end here at the latest, exclusive: where the next epoch starts, or the log. */
  readonly maxOffset: Offset;
}

const noEntries: readonly EpochEntry[] = [];

/**
 * Where a leader stands in sending its log to one follower: in order, split where epochs start (4.5).
 *
 * Pure state. Invariants:
 *   - A batch at or above an entry's start is sent only behind the entry.
 * Tests: `send-cursor.test.ts`.
 */
export class SendCursor {
  #nextOffset: Offset;
  #lastEpoch: number;

  /**
   * From what the follower kept: its log end and last epoch, -1 for none. `OFFSET_OUT_OF_RANGE` when
   * that is no prefix of the leader's log, or its continuation is gone.
   */
  constructor(leader: EpochHistory, logEndOffset: Offset, lastEpoch: number) {
    const index = leader.entries.findIndex((entry) => entry.epoch === lastEpoch);
    const isKnown = index >= 0 || lastEpoch === -1;
    const end = index >= 0 ? endOf(leader, index) : leader.logStartOffset;
    if (!isKnown || logEndOffset > end || logEndOffset < leader.logStartOffset) {
      throw new WeirError(
        'OFFSET_OUT_OF_RANGE',
        `A log that ends at ${logEndOffset} in epoch ${lastEpoch} is no prefix of the leader's, ` +
          `which starts at ${leader.logStartOffset}`,
      );
    }
    this.#nextOffset = logEndOffset;
    this.#lastEpoch = lastEpoch;
  }

  /** Base offset of the next batch to send. */
  get nextOffset(): Offset {
    return this.#nextOffset;
  }

  /** What comes next; undefined when the follower has been sent everything. */
  plan(leader: Pick<EpochHistory, 'entries' | 'logEndOffset'>): SendPlan | undefined {
    const { entries, logEndOffset } = leader;
    const first = firstAfter(entries, this.#lastEpoch);
    let next = first;
    while ((entries[next]?.startOffset ?? Number.MAX_SAFE_INTEGER) <= this.#nextOffset) next += 1;
    const maxOffset = entries[next]?.startOffset ?? logEndOffset;
    if (next === first && maxOffset <= this.#nextOffset) return undefined;
    return {
      baseOffset: this.#nextOffset,
      epochs: next === first ? noEntries : entries.slice(first, next),
      maxOffset,
    };
  }

  /** A plan was sent, with batches up to `endOffset`, exclusive. */
  sent(plan: SendPlan, endOffset: Offset): void {
    invariant(
      plan.baseOffset === this.#nextOffset && endOffset <= plan.maxOffset,
      'batches are sent in order and within their epoch',
    );
    this.#lastEpoch = plan.epochs.at(-1)?.epoch ?? this.#lastEpoch;
    this.#nextOffset = endOffset;
  }
}

/** Entries may vanish at the front, when retention drops them, and never change otherwise. */
function firstAfter(entries: readonly EpochEntry[], lastEpoch: number): number {
  if (entries.at(-1)?.epoch === lastEpoch) return entries.length;
  const index = entries.findIndex((entry) => entry.epoch > lastEpoch);
  return index === -1 ? entries.length : index;
}
