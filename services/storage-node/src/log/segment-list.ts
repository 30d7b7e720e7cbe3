import { invariant, type Offset } from '@weir/core';

import type { Segment } from './segment.ts';

/**
 * The segments of a log, the oldest first. Pure state.
 *
 * Invariants:
 *   - Each starts where the one in front of it ends.
 *   - All but the last are sealed; the last may be.
 * Tests: `partition-log.test.ts`.
 */
export class SegmentList {
  readonly #segments: Segment[];

  constructor(segments: readonly Segment[] = []) {
    this.#segments = [...segments];
  }

  /** All segments, the oldest first. */
  get all(): readonly Segment[] {
    return this.#segments;
  }

  /** The newest, if there is any. */
  get last(): Segment | undefined {
    return this.#segments.at(-1);
  }

  /** The one that is written to; undefined when the next append starts a new one. */
  get active(): Segment | undefined {
    return this.last?.isSealed === false ? this.last : undefined;
  }

  /** Bytes of all files. */
  get sizeBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  /** Largest timestamp of any batch, −1 for none. */
  get maxTimestampMs(): number {
    return this.#segments.reduce((max, segment) => Math.max(max, segment.maxTimestampMs), -1);
  }

  /** The segment that holds `offset`; undefined outside of all. */
  find(offset: Offset): Segment | undefined {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#segments[middle]?.nextOffset ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    const segment = this.#segments[low];
    return segment !== undefined && segment.baseOffset <= offset ? segment : undefined;
  }

  /** Adds a segment behind the last. */
  add(segment: Segment): void {
    const { last } = this;
    const isNext = last === undefined || (last.isSealed && last.nextOffset === segment.baseOffset);
    invariant(isNext, 'a segment starts where a sealed one ends');
    this.#segments.push(segment);
  }

  /** Takes out those of which the predicate, true for the oldest up to some point, is true. */
  removeWhile(isOld: (segment: Segment) => boolean): Segment[] {
    const kept = this.#segments.findIndex((segment) => !isOld(segment));
    return this.#segments.splice(0, kept === -1 ? this.#segments.length : kept);
  }

  /** Takes out those that start at or above `baseOffset`. */
  removeFrom(baseOffset: Offset): Segment[] {
    const first = this.#segments.findIndex((segment) => segment.baseOffset >= baseOffset);
    return first === -1 ? [] : this.#segments.splice(first);
  }
}
