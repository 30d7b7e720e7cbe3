import type { PartitionId } from '@weir/client';
import { type Clock, invariant } from '@weir/core';

interface Held extends PartitionId {
  /** Whether it is the subscriber's now. */
  isHeld: boolean;
  /** The offset behind what it was given and has not committed; -1: there is nothing. */
  outstanding: number;
  /** The offset that it committed last; -1: none. */
  committed: number;
  /** Ends the wait for it, while it is being taken away. */
  letGo: (() => void) | undefined;
}

/**
 * The partitions that a subscriber has, or has had, and what of them it still has to finish.
 *
 * Pure state but for the deadline of a revocation.
 *
 * Invariants:
 *   - A partition that is taken away is let go once: when it is released, when all that was given of it is
 *     committed, when it is lost, or at the deadline.
 *   - What was never assigned is told apart from what is not assigned any more.
 * Tests: `held-partitions.test.ts`.
 */
export class HeldPartitions {
  readonly #clock: Clock;
  readonly #partitions = new Map<string, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  assign(partitions: readonly PartitionId[]): void {
    for (const { topic, partition } of partitions) {
      this.#partitions.get(keyOf({ topic, partition }))?.letGo?.();
      this.#partitions.set(keyOf({ topic, partition }), {
        ...{ topic, partition, isHeld: true, outstanding: -1, committed: -1, letGo: undefined },
      });
    }
  }

  /** Whether it was ever assigned. */
  knows(partition: PartitionId): boolean {
    return this.#partitions.has(keyOf(partition));
  }

  /** Whether it is the subscriber's now, perhaps for a moment longer only. */
  holds(partition: PartitionId): boolean {
    return this.#partitions.get(keyOf(partition))?.isHeld === true;
  }

  /** The subscriber is sent what is below `nextOffset`. */
  noteGiven(partition: PartitionId, nextOffset: number): void {
    const held = this.#partitions.get(keyOf(partition));
    invariant(held !== undefined, 'records are of a partition that was assigned');
    held.outstanding = nextOffset;
  }

  /** The subscriber goes on from elsewhere: what it was given before is not waited for. */
  noteSeek(partition: PartitionId): void {
    const held = this.#partitions.get(keyOf(partition));
    if (held !== undefined) held.outstanding = -1;
  }

  /** What is below `offset` is committed. */
  noteCommitted(partition: PartitionId, offset: number): void {
    const held = this.#partitions.get(keyOf(partition));
    if (held === undefined) return;
    held.committed = offset;
    if (offset < held.outstanding) return;
    held.outstanding = -1;
    held.letGo?.();
  }

  /**
   * Whether its last commit was this one: said again with `released`, when the partition may be another's
   * already, it is as good as done.
   */
  hasCommitted(partition: PartitionId, offset: number): boolean {
    return this.#partitions.get(keyOf(partition))?.committed === offset;
  }

  /** Resolves when all of these are let go, at most `limitMs` later. */
  async revoke(partitions: readonly PartitionId[], limitMs: number): Promise<void> {
    const waits = partitions.flatMap((partition) => this.#waitFor(partition));
    if (waits.length === 0) return;
    const timer = this.#clock.setTimer(limitMs, () => {
      this.release(partitions);
    });
    await Promise.all(waits);
    timer.cancel();
  }

  /** The subscriber has finished with these. */
  release(partitions: readonly PartitionId[]): void {
    for (const partition of partitions) this.#partitions.get(keyOf(partition))?.letGo?.();
  }

  /** They are another's. */
  lose(partitions: readonly PartitionId[]): void {
    for (const partition of partitions) {
      const held = this.#partitions.get(keyOf(partition));
      if (held !== undefined) held.isHeld = false;
      held?.letGo?.();
    }
  }

  /** Nothing is waited for any more. */
  releaseAll(): void {
    this.release([...this.#partitions.values()]);
  }

  #waitFor(partition: PartitionId): Promise<void>[] {
    const held = this.#partitions.get(keyOf(partition));
    if (held === undefined || !held.isHeld) return [];
    if (held.outstanding === -1) {
      held.isHeld = false;
      return [];
    }
    return [
      new Promise((resolve) => {
        held.letGo = () => {
          held.isHeld = false;
          held.letGo = undefined;
          resolve();
        };
      }),
    ];
  }
}

function keyOf({ topic, partition }: PartitionId): string {
  return `${topic}/${partition}`;
}
