import type { ServerDuplexStream } from '@grpc/grpc-js';
import { peekBaseOffset, peekRecordCount, toWeirError, WeirError } from '@weir/core';
import type {
  FetchPartition,
  FetchPartitionDataInput,
  FetchStreamPartition,
  FetchStreamRequest,
  FetchStreamResponseInput,
  LogServiceHandlers,
  PartitionErrorInput,
  ProduceRequest,
  ProduceResponseInput,
  ProduceStreamRequest,
  ProduceStreamResponseInput,
} from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';
import type { FakeCluster } from './fake-cluster.ts';
import type { FakePartition } from './fake-partition.ts';

/** What a test may make of a produce request before, and of its answer after, it is served. */
export interface ProduceFaults {
  /** Throws, or returns, the error of a partition instead of appending. */
  refuse?: (topicId: string, partition: number, batch: Buffer) => WeirError | undefined;
  /** Returns true to break the stream instead of answering, after the append. */
  breakInsteadOfAnswer?: (request: ProduceRequest) => boolean;
  /** Held answers wait for this. */
  hold?: Promise<void>;
  /** The pause that answers ask for. */
  throttleMs?: number;
}

type AnyStream = ServerDuplexStream<FetchStreamRequest, FetchStreamResponseInput>;

/** The log service of one node, from the partitions in memory that it leads. */
export class FakeLogService {
  readonly faults: ProduceFaults = {};
  readonly produced: ProduceRequest[] = [];
  readonly #nodeId: number;
  readonly #cluster: FakeCluster;
  /** Streams that are open now. */
  openFetchStreams = 0;
  /** Positions that were asked for, and passed. */
  readonly fetchedFrom: {
    readonly fetchOffset: number;
    readonly lastFetchedEpoch: number | undefined;
  }[] = [];
  fetchCalls = 0;
  /** Thrown for each partition that is read. */
  refuseRead: WeirError | undefined;
  grantedBytes = 0;
  sentBytes = 0;

  constructor(nodeId: number, cluster: FakeCluster) {
    this.#nodeId = nodeId;
    this.#cluster = cluster;
  }

  handlers(): Pick<
    LogServiceHandlers,
    | 'Produce'
    | 'ProduceStream'
    | 'Fetch'
    | 'FetchStream'
    | 'ListOffsets'
    | 'DeleteRecords'
    | 'DescribeLogs'
    | 'DescribeProducers'
  > {
    return {
      Produce: handleUnary(async (request) => this.#produce(request)),
      ProduceStream: handleBidiStream((stream, { signal }) => this.#produceStream(stream, signal)),
      Fetch: handleUnary(async ({ partitions, maxBytes }) => {
        this.fetchCalls += 1;
        return {
          partitions: partitions.map((place) => this.#read(place, maxBytes)),
          throttleMs: this.faults.throttleMs ?? 0,
        };
      }),
      FetchStream: handleBidiStream((stream, { signal }) => this.#fetchStream(stream, signal)),
      ListOffsets: handleUnary(async ({ partitions }) => ({
        partitions: partitions.map(({ topicId, partition, spec, timestampMs }) =>
          this.#answer(topicId, partition, (log) => {
            if (spec === 'OFFSET_SPEC_EARLIEST') return { offset: log.logStartOffset };
            if (spec === 'OFFSET_SPEC_LATEST') return { offset: log.logEndOffset };
            return { offset: log.offsetAt(timestampMs), timestampMs };
          }),
        ),
      })),
      DeleteRecords: handleUnary(async ({ partitions }) => ({
        partitions: partitions.map(({ topicId, partition, beforeOffset }) =>
          this.#answer(topicId, partition, (log) => {
            log.logStartOffset = beforeOffset === -1 ? log.logEndOffset : beforeOffset;
            return { logStartOffset: log.logStartOffset };
          }),
        ),
      })),
      DescribeLogs: handleUnary(async ({ partitions }) => ({
        partitions: partitions.map(({ topicId, partition }) =>
          this.#answer(topicId, partition, ({ logStartOffset, logEndOffset, leaderEpoch }) => ({
            ...{ leaderEpoch, logStartOffset, logEndOffset, highWatermark: logEndOffset },
            followers: [{ nodeId: 9, logEndOffset, inSync: true, behindMs: 0 }],
          })),
        ),
      })),
      DescribeProducers: handleUnary(async ({ partitions }) => ({
        partitions: partitions.map(({ topicId, partition, producerId }) =>
          this.#answer(topicId, partition, (log) => {
            const state = log.producers.get(producerId);
            const last = state?.batches.at(-1);
            if (state === undefined || last === undefined) return { producers: [] };
            return {
              producers: [
                {
                  producerId,
                  producerEpoch: state.producerEpoch,
                  lastSequence: last.last,
                  lastOffset: last.offset + last.last - last.base,
                },
              ],
            };
          }),
        ),
      })),
    };
  }

  #log(topicId: string, partition: number): FakePartition {
    const log = this.#cluster.partition(topicId, partition);
    if (log === undefined) throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'Unknown');
    if (log.leader === this.#nodeId) return log;
    throw new WeirError('NOT_LEADER_OR_FOLLOWER', `Node ${this.#nodeId} does not lead`, {
      metadata: this.#cluster.hintOf(log),
    });
  }

  #answer<Answer extends object>(
    topicId: string,
    partition: number,
    answer: (log: FakePartition) => Answer,
  ): Answer & { topicId: string; partition: number; error: PartitionErrorInput | null } {
    try {
      return {
        topicId,
        partition,
        error: null,
        ...answer(this.#log(topicId, partition)),
      };
    } catch (error) {
      return { topicId, partition, error: toMessage(error) } as never;
    }
  }

  #produce(request: ProduceRequest): ProduceResponseInput {
    this.produced.push(request);
    return {
      throttleMs: this.faults.throttleMs ?? 0,
      partitions: request.partitions.map(
        ({ topicId, partition, batches, expectedProducerOffset }) =>
          this.#answer(topicId, partition, (log) => {
            const [batch] = batches;
            if (batch === undefined) throw new WeirError('INVALID_REQUEST', 'No batch');
            const refusal = this.faults.refuse?.(topicId, partition, batch);
            if (refusal !== undefined) throw refusal;
            const baseOffset = log.append(batch, expectedProducerOffset);
            return { baseOffset: request.acks === 'ACKS_NONE' ? -1 : baseOffset };
          }),
      ),
    };
  }

  async #produceStream(
    stream: ServerDuplexStream<ProduceStreamRequest, ProduceStreamResponseInput>,
    signal: AbortSignal,
  ): Promise<void> {
    const ended = Promise.withResolvers<void>();
    stream.on('data', ({ correlationId, request }: ProduceStreamRequest) => {
      if (request === null) return;
      const response = this.#produce(request);
      if (this.faults.breakInsteadOfAnswer?.(request) === true) {
        ended.reject(new WeirError('UNAVAILABLE', 'Broken by the test'));
        return;
      }
      void (async () => {
        await this.faults.hold;
        if (!signal.aborted) stream.write({ correlationId, response });
      })();
    });
    stream.on('end', () => {
      ended.resolve();
    });
    signal.addEventListener('abort', () => {
      ended.resolve();
    });
    await ended.promise;
  }

  #read(
    { topicId, partition, fetchOffset, lastFetchedEpoch }: Omit<FetchPartition, 'maxBytes'>,
    maxBytes: number,
  ): FetchPartitionDataInput {
    this.fetchedFrom.push({ fetchOffset, lastFetchedEpoch });
    return this.#answer(topicId, partition, (log) => {
      if (this.refuseRead !== undefined) throw this.refuseRead;
      return {
        highWatermark: log.logEndOffset,
        logStartOffset: log.logStartOffset,
        leaderEpoch: log.leaderEpoch,
        batches: log.read(fetchOffset, maxBytes, lastFetchedEpoch),
      };
    });
  }

  async #fetchStream(stream: AnyStream, signal: AbortSignal): Promise<void> {
    this.openFetchStreams += 1;
    const session = new FakeFetchSession(stream, {
      read: (place) => this.#read(place, Number.MAX_SAFE_INTEGER),
      onSent: (bytes) => {
        this.sentBytes += bytes;
      },
      onGranted: (bytes) => {
        this.grantedBytes += bytes;
      },
    });
    const unsubscribe = this.#cluster.onAppend(() => {
      session.pump();
    });
    await session.run(signal);
    unsubscribe();
    this.openFetchStreams -= 1;
  }
}

interface FetchPlace extends FetchStreamPartition {
  fetchOffset: number;
  lastFetchedEpoch?: number;
}

interface FetchSessionOptions {
  readonly read: (place: FetchPlace) => FetchPartitionDataInput;
  readonly onSent: (bytes: number) => void;
  readonly onGranted: (bytes: number) => void;
}

/** One push stream: sends batch by batch while there is credit. */
class FakeFetchSession {
  readonly #stream: AnyStream;
  readonly #options: FetchSessionOptions;
  readonly #places = new Map<number, FetchPlace>();
  #balance = 0;

  constructor(stream: AnyStream, options: FetchSessionOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const ended = Promise.withResolvers<void>();
    this.#stream.on('data', ({ assign, revoke, credit }: FetchStreamRequest) => {
      for (const place of assign?.partitions ?? []) this.#places.set(place.sessionId, { ...place });
      for (const { sessionId } of revoke?.partitions ?? []) this.#places.delete(sessionId);
      if (credit) {
        this.#balance += credit.bytes;
        this.#options.onGranted(credit.bytes);
      }
      this.pump();
    });
    this.#stream.on('end', () => {
      ended.resolve();
    });
    signal.addEventListener('abort', () => {
      ended.resolve();
    });
    await ended.promise;
    this.#places.clear();
  }

  pump(): void {
    for (const [sessionId, place] of this.#places) {
      const data = this.#options.read(place);
      if (data.error) {
        this.#places.delete(sessionId);
        this.#stream.write({ partitions: [{ sessionId, data }] });
        continue;
      }
      for (const batch of data.batches ?? []) {
        if (this.#balance <= 0 || !Buffer.isBuffer(batch)) return;
        this.#balance -= batch.length;
        this.#options.onSent(batch.length);
        delete place.lastFetchedEpoch;
        place.fetchOffset = peekBaseOffset(batch) + peekRecordCount(batch);
        this.#stream.write({ partitions: [{ sessionId, data: { ...data, batches: [batch] } }] });
      }
    }
  }
}

function toMessage(thrown: unknown): PartitionErrorInput {
  const { code, message, metadata } = toWeirError(thrown);
  return { code, message, metadata: { ...metadata } };
}
