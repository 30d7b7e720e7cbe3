import { WeirError } from '@weir/client';

/** A record as far as the tally looks at it. */
export interface TalliedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  text(): string | null;
}

/** The records of one run: their numbers are 0 to `recordCount` − 1, dealt out to the partitions in turn. */
export interface CheckRun {
  readonly runId: string;
  readonly recordCount: number;
  readonly partitionCount: number;
}

interface PartitionTally {
  /** Number of the run's next record in the partition. */
  readonly nextIndex: number;
  /** Offset of the record that was counted last. */
  readonly lastOffset: number;
}

/** The value of one record of a run. */
export function recordValue(runId: string, index: number): string {
  return `${runId}/${index}`;
}

/**
 * Which records of a run have come.
 *
 * Invariants:
 *   - Whatever else stands in the topic counts for nothing.
 *   - A record that is given again is counted once.
 *   - Each partition's records come in the order in which they were sent, none twice and none left out:
 *     `note` throws where the log has them otherwise.
 * Tests: `run-tally.test.ts`.
 */
export class RunTally {
  readonly #run: CheckRun;
  readonly #partitions = new Map<number, PartitionTally>();
  #count = 0;

  constructor(run: CheckRun) {
    this.#run = run;
  }

  /** How many of the run have come. */
  get count(): number {
    return this.#count;
  }

  get isComplete(): boolean {
    return this.#count === this.#run.recordCount;
  }

  /** Counts a record. */
  note(record: TalliedRecord): void {
    const { partition, offset } = record;
    const index = this.#indexOf(record.text() ?? '');
    const { nextIndex, lastOffset } = this.#partitions.get(partition) ?? {
      nextIndex: partition,
      lastOffset: -1,
    };
    if (index === undefined || offset <= lastOffset) return;
    if (index !== nextIndex) throw outOfPlace(record, index, nextIndex);
    this.#partitions.set(partition, {
      nextIndex: index + this.#run.partitionCount,
      lastOffset: offset,
    });
    this.#count += 1;
  }

  #indexOf(value: string): number | undefined {
    const prefix = recordValue(this.#run.runId, 0).slice(0, -1);
    return value.startsWith(prefix) ? Number(value.slice(prefix.length)) : undefined;
  }
}

function outOfPlace(record: TalliedRecord, index: number, nextIndex: number): WeirError {
  const { topic, partition, offset } = record;
  return new WeirError(
    'UNKNOWN_SERVER_ERROR',
    `Record ${index} of the run stands at offset ${offset} of ${topic}/${partition}, where record ` +
      `${nextIndex} belongs: ${index > nextIndex ? 'one is lost' : 'one is there twice'}`,
  );
}
