import { decodeRecordBatch, type LocatedRecord, type Offset, readRecords } from '@weir/core';
import { type FetchPartitionData, LogService } from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';
import type { HttpCalls } from './http-calls.ts';
import type { ReadPosition } from './read-position.ts';
import type { ReadStart } from './start-position.ts';

/** How much one page may hold, and how long it waits for a first record. */
export interface PageLimits {
  readonly maxRecords: number;
  /** Of record batches as they are stored; one batch may exceed it. */
  readonly maxBytes: number;
  readonly waitMs: number;
}

/** Records, and where to go on. */
export interface Page {
  readonly records: readonly LocatedRecord[];
  readonly next: ReadPosition;
}

/** Added to the wait of a fetch: it must answer before its call's deadline. */
const answerMs = 10_000;

/**
 * The next records from a position on: at once when there are any, else when some have come or the wait
 * is over. Records of one partition are in order. Rejects with the first partition's error.
 */
export async function readPage(
  calls: HttpCalls,
  { topic, position }: ReadStart,
  limits: PageLimits,
): Promise<Page> {
  const { topicId, name } = topic;
  const partitions = [...position].map(([partition, fetchOffset]) => ({
    ...{ topicId, partition, fetchOffset, maxBytes: 0 },
  }));
  const { maxBytes, waitMs } = limits;
  const request = { partitions, minBytes: 1, maxBytes, maxWaitMs: waitMs };
  const answer = await calls.call(LogService.service.Fetch, request, waitMs + answerMs);
  const page = new GrowingPage(name, position, limits.maxRecords);
  for (const data of answer.partitions) page.add(data);
  return page;
}

class GrowingPage implements Page {
  readonly records: LocatedRecord[] = [];
  readonly next: Map<number, number>;
  readonly #topic: string;
  readonly #maxRecords: number;

  constructor(topic: string, position: ReadPosition, maxRecords: number) {
    this.#topic = topic;
    this.#maxRecords = maxRecords;
    this.next = new Map(position);
  }

  /** Takes what still has room; the rest is fetched again. */
  add({ partition, error, batches }: FetchPartitionData): void {
    const problem = fromPartitionError(error);
    if (problem !== undefined) throw problem;
    for (const batch of batches) {
      if (this.records.length >= this.#maxRecords) return;
      this.#addBatch(partition, batch);
    }
  }

  #addBatch(partition: number, batch: Buffer): void {
    const decoded = decodeRecordBatch(batch);
    if (!decoded.header.isControl) {
      const fromOffset = (this.next.get(partition) ?? 0) as Offset;
      for (const record of readRecords(decoded, { fromOffset })) {
        if (this.records.length >= this.#maxRecords) return;
        const { offset, timestampMs, key, value, headers } = record;
        const place = { topic: this.#topic, partition, offset, timestampMs };
        this.records.push({ ...place, key, value, headers });
        this.#moveTo(partition, offset + 1);
      }
    }
    this.#moveTo(partition, decoded.header.lastOffset + 1);
  }

  /** A partition that gave something is the last to be asked next time: none starves another. */
  #moveTo(partition: number, offset: number): void {
    this.next.delete(partition);
    this.next.set(partition, offset);
  }
}
