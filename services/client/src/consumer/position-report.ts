import type { ConsumedPositionInput } from '@weir/protos';
import type { PartitionReader } from './partition-reader.ts';

const maxPositions = 5_000;

/**
 * What a session has told the group of positions: each heartbeat tells those that moved since.
 *
 * Invariants:
 *   - At most 5,000 positions go into one heartbeat; the others are first in the next one.
 * Tests: `position-report.test.ts`.
 */
export class PositionReport {
  readonly #told = new WeakMap<PartitionReader, number>();
  #next = 0;

  /** The positions that moved since they were last taken. */
  take(readers: readonly PartitionReader[]): ConsumedPositionInput[] {
    const positions: ConsumedPositionInput[] = [];
    const first = readers.length === 0 ? 0 : this.#next % readers.length;
    for (const [index, reader] of [...readers.slice(first), ...readers.slice(0, first)].entries()) {
      if (positions.length === maxPositions) {
        this.#next = first + index;
        break;
      }
      const { topicId, partition, position } = reader;
      if (!reader.isStarted || this.#told.get(reader) === position) continue;
      this.#told.set(reader, position);
      positions.push({ topicId, partition, position });
    }
    return positions;
  }
}
