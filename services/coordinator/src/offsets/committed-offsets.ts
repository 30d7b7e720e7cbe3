import { invariant, type LeaderEpoch, type Offset } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';

/** The progress of a group in one partition. */
export interface CommittedPosition {
  readonly topic: string;
  /** The next offset to read. */
  readonly offset: Offset;
  /** Epoch of the last record read; undefined when the committer did not know it. */
  readonly leaderEpoch: LeaderEpoch | undefined;
  readonly metadata: string;
  readonly committedAtMs: number;
  /**
   * When this count of progress began, Unix milliseconds: at the first commit, and anew at each reset.
   * Of two positions of one partition the one of the later generation holds, whatever the offsets.
   */
  readonly generation: number;
}

/** A position as it is committed, or reset to. */
export type NewPosition = Omit<CommittedPosition, 'generation'>;

/**
 * The committed offsets of one group.
 *
 * Invariants:
 *   - A commit never moves an offset back; only `reset` does.
 * Tests: `committed-offsets.test.ts`.
 */
export class CommittedOffsets {
  readonly #positions: Map<PartitionKey, CommittedPosition>;

  constructor(positions: Iterable<readonly [PartitionKey, CommittedPosition]> = []) {
    this.#positions = new Map(positions);
  }

  get size(): number {
    return this.#positions.size;
  }

  get(key: PartitionKey): CommittedPosition | undefined {
    return this.#positions.get(key);
  }

  entries(): IterableIterator<[PartitionKey, CommittedPosition]> {
    return this.#positions.entries();
  }

  /**
   * Moves the offset on. A commit behind the committed offset, such as a late repeat, changes
   * nothing. Returns whether there is something to store.
   */
  commit(key: PartitionKey, position: NewPosition): boolean {
    const previous = this.#positions.get(key);
    if (previous !== undefined && !isNewer(position, previous)) return false;
    invariant(
      previous === undefined || position.offset >= previous.offset,
      'a commit never moves an offset back',
    );
    const generation = previous?.generation ?? position.committedAtMs;
    this.#positions.set(key, { ...position, generation });
    return true;
  }

  /** Sets the offset, back or on. */
  reset(key: PartitionKey, position: NewPosition): void {
    const before = this.#positions.get(key)?.generation ?? 0;
    const generation = Math.max(before + 1, position.committedAtMs);
    this.#positions.set(key, { ...position, generation });
  }

  /** Sets what another memory of the same group knows, or forgets the offset. */
  restore(key: PartitionKey, position: CommittedPosition | undefined): void {
    if (position === undefined) this.#positions.delete(key);
    else this.#positions.set(key, position);
  }
}

function isNewer(position: NewPosition, previous: CommittedPosition): boolean {
  if (position.offset !== previous.offset) return position.offset > previous.offset;
  return (
    position.metadata !== previous.metadata ||
    (position.leaderEpoch !== undefined && position.leaderEpoch !== previous.leaderEpoch)
  );
}
