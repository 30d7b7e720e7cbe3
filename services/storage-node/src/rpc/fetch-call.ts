import { type Clock, type Timer, toWeirError } from '@weir/core';
import type {
  FetchPartition,
  FetchPartitionDataInput,
  FetchRequest,
  FetchResponseInput,
} from '@weir/protos';
import { checkPartitionCount, checkRange } from '@weir/runtime';

import { countRecords } from '../partition/check-batches.ts';
import type { Partition } from '../partition/partition.ts';
import { toPartitionError } from '../partition/partition-error.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { PartitionWatcher } from '../partition/replication-ports.ts';
import type { ByteQuota } from './byte-quota.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import type { TopicRights } from './topic-rights.ts';

/** What fetches work with. */
export interface FetchContext {
  readonly registry: PartitionRegistry;
  readonly clock: Clock;
  readonly observer: LogServiceObserver;
  /** What the caller may read. */
  readonly rights: TopicRights;
  /** What it may fetch. */
  readonly quota: ByteQuota;
}

const defaultMaxBytes = 1024 * 1024;
const maxMaxBytes = 3 * 1024 * 1024;
const maxMaxWaitMs = 30_000;

/** What was read of a partition, or why nothing was. */
type PartitionRead = FetchPartitionDataInput & { readonly batches: Buffer[] };

interface Gathered {
  readonly partitions: FetchPartitionDataInput[];
  readonly bytes: number;
  readonly records: number;
  readonly hasError: boolean;
}

/**
 * One long poll: answers once there are `min_bytes`, or an error, or `max_wait_ms` have passed.
 *
 * Invariants:
 *   - It watches its partitions no longer than it lives.
 * Tests: `storage-node.test.ts`.
 */
export class FetchCall implements PartitionWatcher {
  readonly #request: FetchRequest;
  readonly #context: FetchContext;
  readonly #maxBytes: number;
  readonly #minBytes: number;
  readonly #deadlineAtMs: number;
  readonly #startedAtMs: number;
  readonly #unwatch: (() => void)[] = [];
  #waitedMs = 0;
  #hasMoved = false;
  #wake: (() => void) | undefined;

  /** Throws `INVALID_REQUEST` naming the value and its limits. */
  constructor(request: FetchRequest, context: FetchContext) {
    checkPartitionCount(request.partitions);
    this.#request = request;
    this.#context = context;
    this.#maxBytes = checkRange('max_bytes', request.maxBytes, 0, maxMaxBytes) || defaultMaxBytes;
    this.#minBytes = Math.max(1, checkRange('min_bytes', request.minBytes, 0, maxMaxBytes));
    const maxWaitMs = checkRange('max_wait_ms', request.maxWaitMs, 0, maxMaxWaitMs);
    this.#startedAtMs = context.clock.monotonicMs();
    this.#deadlineAtMs = this.#startedAtMs + maxWaitMs;
  }

  partitionMoved(): void {
    this.#hasMoved = true;
    this.#wake?.();
  }

  /** Rejects with `THROTTLING_QUOTA_EXCEEDED` where the caller should still pause. */
  async run(signal: AbortSignal): Promise<FetchResponseInput> {
    this.#context.quota.requireRested();
    this.#watch();
    try {
      for (;;) {
        this.#hasMoved = false;
        const readAtMs = this.#context.clock.monotonicMs();
        const gathered = await this.#gather();
        const { bytes, hasError } = gathered;
        const nowMs = this.#context.clock.monotonicMs();
        this.#context.observer.phases.fetchRead(nowMs - readAtMs);
        const isOver = nowMs >= this.#deadlineAtMs;
        const isDue = bytes >= this.#minBytes || hasError || isOver || signal.aborted;
        if (isDue) return this.#answer(gathered, nowMs);
        if (!this.#hasMoved) await this.#whenMoved(signal);
        this.#waitedMs += this.#context.clock.monotonicMs() - nowMs;
      }
    } finally {
      for (const unwatch of this.#unwatch) unwatch();
    }
  }

  #answer({ partitions, bytes, records }: Gathered, nowMs: number): FetchResponseInput {
    const { quota, observer } = this.#context;
    // Many calls at a time would all have found the quota unused when they came.
    if (bytes > 0) quota.requireRested();
    observer.traffic.fetched(bytes, records);
    observer.phases.fetchAnswered(this.#waitedMs, nowMs - this.#startedAtMs);
    return { partitions, throttleMs: quota.charge(bytes) };
  }

  #watch(): void {
    const { registry } = this.#context;
    for (const { topicId, partition } of this.#request.partitions) {
      const found = registry.find(topicId, partition);
      if (found !== undefined) this.#unwatch.push(found.watch(this));
    }
  }

  async #gather(): Promise<Gathered> {
    const partitions: FetchPartitionDataInput[] = [];
    let left = this.#maxBytes;
    let hasError = false;
    let records = 0;
    for (const wanted of this.#request.partitions) {
      const { batches, ...data } = await this.#readOne(wanted, left);
      partitions.push({ ...data, batches });
      hasError ||= data.error !== undefined;
      for (const batch of batches) left -= batch.length;
      records += countRecords(batches);
    }
    return { partitions, bytes: this.#maxBytes - left, records, hasError };
  }

  async #readOne(wanted: FetchPartition, left: number): Promise<PartitionRead> {
    const { topicId, partition } = wanted;
    try {
      this.#context.rights.require(topicId);
      const found = this.#context.registry.get(topicId, partition);
      const limit = checkRange('max_bytes', wanted.maxBytes, 0, maxMaxBytes) || this.#maxBytes;
      const batches = await readCommitted(found, wanted, Math.min(limit, left));
      return { topicId, partition, batches, ...found.reader.marks() };
    } catch (error) {
      this.#context.observer.traffic.refused(toWeirError(error).code);
      return { topicId, partition, error: toPartitionError(error), batches: [], highWatermark: -1 };
    }
  }

  #whenMoved(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    return new Promise((resolve) => {
      const finish = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', finish);
        this.#wake = undefined;
        resolve();
      };
      const leftMs = this.#deadlineAtMs - clock.monotonicMs();
      const timer: Timer = clock.setTimer(Math.max(0, leftMs), finish);
      signal.addEventListener('abort', finish, { once: true });
      this.#wake = finish;
    });
  }
}

function readCommitted(
  partition: Partition,
  { fetchOffset, lastFetchedEpoch }: FetchPartition,
  maxBytes: number,
): Buffer[] | Promise<Buffer[]> {
  const position = { fetchOffset, lastFetchedEpoch, maxBytes };
  if (maxBytes > 0) return partition.reader.fetch(position);
  partition.reader.checkPosition(position);
  return [];
}
