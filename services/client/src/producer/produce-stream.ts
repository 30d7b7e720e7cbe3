import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Clock, type Timer, WeirError } from '@weir/core';
import {
  type Acks,
  LogService,
  type ProducePartitionInput,
  type ProducePartitionResult,
  type ProduceStreamRequestInput,
  type ProduceStreamResponse,
} from '@weir/protos';
import { type ChannelPool, fromPartitionError, fromServiceError } from '@weir/runtime';
import type { PartitionQueue } from './partition-queue.ts';
import type { ProduceBatch } from './produce-batch.ts';

/** A batch on its way, and the queue that waits for the answer. */
interface Flight {
  readonly queue: PartitionQueue;
  readonly batch: ProduceBatch;
  readonly attempt: number;
}

interface SentRequest {
  readonly flights: readonly Flight[];
  /** Later than that by the pauses that the node has made since. */
  sentAtMs: number;
}

/** What became of a flight: the leader's result, or the error of the whole request. */
export type FlightResult = ProducePartitionResult | WeirError;

/** What a stream needs, and whom it tells. */
export interface ProduceStreamOptions {
  readonly address: string;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly acks: Acks;
  readonly requestTimeoutMs: number;
  /** A batch was answered. */
  readonly onAnswer: (queue: PartitionQueue, batch: ProduceBatch, result: FlightResult) => void;
  /** Takes more again. */
  readonly onDrain: () => void;
  /** Ended; all that was on its way has been answered with the error. */
  readonly onBroken: (error: WeirError) => void;
}

const maxMessageBytes = 1024 * 1024;
const answerSlackMs = 5_000;
/** Longest pause that a node is granted at once. */
const maxPauseMs = 60_000;

/**
 * The stream to one leader node, shared by all partitions that it leads.
 *
 * What is added within one turn of the event loop leaves as one message, of at most about 1 MiB and
 * with one batch per partition; what does not fit leaves as further ones.
 *
 * Invariants:
 *   - Every batch added is answered once: by the leader, or with the error that broke the stream.
 *   - Batches of one partition leave in the order in which they were added.
 *   - It takes nothing while the node wants it to pause, as the producer is over its quota.
 */
export class ProduceStream {
  readonly address: string;
  readonly #options: ProduceStreamOptions;
  readonly #stream: ClientDuplexStream<ProduceStreamRequestInput, ProduceStreamResponse>;
  readonly #sent = new Map<number, SentRequest>();
  #waiting: Flight[] = [];
  #nextCorrelationId = 1;
  #isFull = false;
  #isBroken = false;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #pauseTimer: Timer | undefined;

  constructor(options: ProduceStreamOptions) {
    this.address = options.address;
    this.#options = options;
    this.#stream = options.channels.client(LogService, options.address).produceStream();
    this.#stream.on('data', (response: ProduceStreamResponse) => {
      this.#answer(response);
    });
    this.#stream.on('drain', () => {
      this.#isFull = false;
      options.onDrain();
    });
    this.#stream.on('error', (error) => {
      this.#break(fromServiceError(error));
    });
    this.#stream.on('end', () => {
      this.#break(new WeirError('UNAVAILABLE', `${options.address} ended the stream`));
    });
  }

  /** Whether it takes batches now. */
  get isWritable(): boolean {
    return !this.#isFull && !this.#isBroken && this.#pauseTimer === undefined;
  }

  /** Takes a batch for the next `flush`. */
  add(queue: PartitionQueue, batch: ProduceBatch): void {
    this.#waiting.push({ queue, batch, attempt: batch.attempt });
  }

  /** Writes what was added. */
  flush(): void {
    while (this.#waiting.length > 0 && !this.#isBroken) this.#write(this.#takeMessage());
  }

  /** Breaks a stream that has left a request without an answer for too long. */
  expire(nowMs: number): void {
    const [oldest] = this.#sent.values();
    const limitMs = this.#options.requestTimeoutMs + answerSlackMs;
    if (oldest === undefined || nowMs - oldest.sentAtMs < limitMs) return;
    this.#break(
      new WeirError('REQUEST_TIMED_OUT', `${this.address} sent no answer within ${limitMs} ms`),
    );
    this.#stream.cancel();
  }

  /** Ends the stream after the last answer. */
  end(): void {
    this.#pauseTimer?.cancel();
    if (!this.#isBroken) this.#stream.end();
  }

  /** Ends the stream now. */
  cancel(): void {
    this.#stream.cancel();
  }

  #takeMessage(): Flight[] {
    const queues = new Set<PartitionQueue>();
    let bytes = 0;
    let count = 0;
    for (const { queue, batch } of this.#waiting) {
      if (queues.has(queue) || (count > 0 && bytes + batch.payload.length > maxMessageBytes)) break;
      queues.add(queue);
      bytes += batch.payload.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #write(flights: readonly Flight[]): void {
    const { acks, requestTimeoutMs, clock } = this.#options;
    const correlationId = this.#nextCorrelationId;
    this.#nextCorrelationId += 1;
    this.#sent.set(correlationId, { flights, sentAtMs: clock.monotonicMs() });
    const partitions: ProducePartitionInput[] = flights.map(({ queue, batch }) => ({
      topicId: queue.topicId,
      partition: queue.partition,
      batches: [batch.payload],
      minLeaderEpoch: queue.leaderEpoch,
      ...(batch.expectedLastOffset === undefined
        ? undefined
        : { expectedProducerOffset: batch.expectedLastOffset }),
    }));
    const request = { acks, timeoutMs: requestTimeoutMs, partitions };
    if (!this.#stream.write({ correlationId, request })) this.#isFull = true;
  }

  #answer({ correlationId, response }: ProduceStreamResponse): void {
    const sent = this.#sent.get(correlationId);
    if (sent === undefined) return;
    this.#sent.delete(correlationId);
    for (const [index, flight] of sent.flights.entries()) {
      const result = response?.partitions[index];
      this.#tell(flight, result ?? noResult(this.address));
    }
    const throttleMs = response?.throttleMs ?? 0;
    if (throttleMs > 0) this.#pause(Math.min(maxPauseMs, throttleMs));
  }

  /** What was sent already waits at the node until the pause is over, too. */
  #pause(pauseMs: number): void {
    const { clock, onDrain } = this.#options;
    for (const sent of this.#sent.values()) sent.sentAtMs += pauseMs;
    const untilMs = clock.monotonicMs() + pauseMs;
    if (untilMs <= this.#pausedUntilMs || this.#isBroken) return;
    this.#pausedUntilMs = untilMs;
    this.#pauseTimer?.cancel();
    this.#pauseTimer = clock.setTimer(pauseMs, () => {
      this.#pauseTimer = undefined;
      onDrain();
    });
  }

  #break(error: WeirError): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#pauseTimer?.cancel();
    const flights = [...[...this.#sent.values()].flatMap((sent) => sent.flights), ...this.#waiting];
    this.#sent.clear();
    this.#waiting = [];
    for (const flight of flights) this.#tell(flight, error);
    this.#options.onBroken(error);
  }

  #tell({ queue, batch, attempt }: Flight, result: FlightResult): void {
    if (batch.attempt === attempt) this.#options.onAnswer(queue, batch, result);
  }
}

/** The error of a result, if it has one. */
export function errorOf(result: FlightResult): WeirError | undefined {
  return result instanceof WeirError ? result : fromPartitionError(result.error);
}

function noResult(address: string): WeirError {
  return new WeirError('UNKNOWN_SERVER_ERROR', `${address} left a partition out of its answer`);
}
