import { RecordBatchBuilder, toWeirError, WeirError } from '@weir/core';
import type {
  FetchPartitionInput,
  FetchRequestInput,
  FetchResponse,
  ListOffsetsPartitionInput,
  ListOffsetsRequestInput,
  ListOffsetsResponse,
  PartitionError,
} from '@weir/protos';
import type { LogReads } from '../src/browse/log-reads.ts';
import { FakePartition } from './fake-partition.ts';

/** A record as tests write it. */
export interface WrittenRecord {
  readonly timestampMs: number;
  readonly value: string;
  readonly key?: string;
}

/** The calls of a scan, answered from partitions in memory; counts them, and fails where it is told to. */
export class MemoryReads implements LogReads {
  readonly partitions: FakePartition[];
  /** The error that the reads of a partition end with. */
  readonly failures = new Map<number, WeirError>();
  fetchCalls = 0;
  fetchedBytes = 0;
  callsUnderWay = 0;
  mostCallsUnderWay = 0;
  throttleMs = 0;
  /** Called before each fetch. */
  onFetch: () => void | Promise<void> = () => undefined;

  constructor(partitionCount: number) {
    this.partitions = Array.from({ length: partitionCount }, () => new FakePartition());
  }

  /** Appends a batch. */
  append(partition: number, records: readonly WrittenRecord[]): void {
    const builder = new RecordBatchBuilder();
    for (const { key, value, timestampMs } of records) {
      builder.append(key ?? null, value, undefined, timestampMs);
    }
    this.partitions[partition]?.append(builder.build());
  }

  async listOffsets({ partitions = [] }: ListOffsetsRequestInput): Promise<ListOffsetsResponse> {
    return { partitions: partitions.map((place) => this.#list(place)) };
  }

  async fetch({ partitions = [], maxBytes = 0 }: FetchRequestInput): Promise<FetchResponse> {
    this.fetchCalls += 1;
    this.callsUnderWay += 1;
    this.mostCallsUnderWay = Math.max(this.mostCallsUnderWay, this.callsUnderWay);
    await this.onFetch();
    this.callsUnderWay -= 1;
    let left = maxBytes;
    const answers = partitions.map((place) => {
      const answer = this.#read(place, left);
      for (const batch of answer.batches) left -= batch.length;
      return answer;
    });
    this.fetchedBytes += maxBytes - left;
    return { partitions: answers, throttleMs: this.throttleMs };
  }

  #list({ partition = 0, spec, timestampMs = 0 }: ListOffsetsPartitionInput) {
    const answer = { topicId: '', partition, error: null, timestampMs: -1, leaderEpoch: 1 };
    return this.#orError({ ...answer, offset: -1 }, partition, (log) => {
      if (spec === 'OFFSET_SPEC_EARLIEST') return { ...answer, offset: log.logStartOffset };
      if (spec === 'OFFSET_SPEC_LATEST') return { ...answer, offset: log.logEndOffset };
      return { ...answer, offset: log.offsetAt(Number(timestampMs)) };
    });
  }

  #read({ partition = 0, fetchOffset = 0, maxBytes = 0 }: FetchPartitionInput, left: number) {
    const answer = {
      ...{ topicId: '', partition, error: null, leaderEpoch: 1 },
      ...{ highWatermark: -1, logStartOffset: -1, batches: [] as Buffer[] },
    };
    return this.#orError(answer, partition, (log) => ({
      ...answer,
      highWatermark: log.logEndOffset,
      logStartOffset: log.logStartOffset,
      batches: left > 0 ? log.read(Number(fetchOffset), Math.min(left, maxBytes)) : [],
    }));
  }

  #orError<Answer extends object>(
    empty: Answer,
    partition: number,
    answer: (log: FakePartition) => Answer,
  ): Answer & { error: PartitionError | null } {
    try {
      const failure = this.failures.get(partition);
      if (failure !== undefined) throw failure;
      const log = this.partitions[partition];
      if (log === undefined) throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'Unknown');
      return { ...answer(log), error: null };
    } catch (thrown) {
      const { code, message, metadata } = toWeirError(thrown);
      return { ...empty, error: { code, message, metadata: { ...metadata } } };
    }
  }
}
