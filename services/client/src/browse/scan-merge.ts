import type { LocatedRecord } from '@weir/core';
import type { PartitionScan } from './partition-scan.ts';
import type { ScanOrder } from './window-planner.ts';

/** A place in the order of a scan. */
interface Place {
  readonly timestampMs: number;
  readonly partition: number;
}

/**
 * The records of several partitions in one order: by time, then by partition. Those of one partition stay in
 * the order of their offsets, whatever their times are.
 */
export class ScanMerge {
  readonly #scans: readonly PartitionScan[];
  readonly #sign: number;

  constructor(scans: readonly PartitionScan[], order: ScanOrder) {
    this.#scans = scans;
    this.#sign = order === 'newest' ? -1 : 1;
  }

  /** Whether nothing is left: read, and taken. */
  get isDone(): boolean {
    return this.#scans.every((scan) => scan.isRead && scan.head === undefined);
  }

  /** Whether there is a record at hand. */
  get hasMore(): boolean {
    return this.#scans.some((scan) => scan.head !== undefined);
  }

  /** The next record, if it is known that none comes before it, or need not be; it is taken with this. */
  take({ mayBeEarly }: { readonly mayBeEarly: boolean }): LocatedRecord | undefined {
    let first: PartitionScan | undefined;
    let record: LocatedRecord | undefined;
    for (const scan of this.#scans) {
      const { head } = scan;
      if (head === undefined || (record !== undefined && this.#compare(record, head) <= 0))
        continue;
      first = scan;
      record = head;
    }
    if (record === undefined || (!mayBeEarly && this.#mayComeBefore(record))) return undefined;
    first?.take();
    return record;
  }

  /** Partitions in the order in which looking at them helps most: those that hold up the others first. */
  byUrgency(scans: readonly PartitionScan[]): PartitionScan[] {
    return scans.toSorted((left, right) =>
      this.#compare(this.#frontier(left), this.#frontier(right)),
    );
  }

  /** Whether a partition of which no record is at hand may have one that belongs before this. */
  #mayComeBefore(record: LocatedRecord): boolean {
    return this.#scans.some(
      (scan) =>
        scan.head === undefined && !scan.isRead && this.#compare(this.#frontier(scan), record) < 0,
    );
  }

  #frontier({ frontierMs, partition }: PartitionScan): Place {
    const timestampMs = frontierMs ?? -this.#sign * Number.POSITIVE_INFINITY;
    return { timestampMs, partition };
  }

  #compare(left: Place, right: Place): number {
    if (left.timestampMs === right.timestampMs) return left.partition - right.partition;
    return left.timestampMs < right.timestampMs ? -this.#sign : this.#sign;
  }
}
