import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Clock, WeirError } from '@weir/core';
import {
  LogService,
  type ProducePartitionResult,
  type ProduceStreamRequestInput,
  type ProduceStreamResponse,
} from '@weir/protos';
import { type ChannelPool, fromServiceError } from '@weir/runtime';
import type { ProduceEntry } from './produce-entry.ts';
import { pick } from './split-by-leader.ts';

/** The part of a request that one leader appends, by places in the request. */
export interface ProducePart {
  readonly entry: ProduceEntry;
  readonly places: readonly number[];
  /** Monotonic milliseconds. */
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
}

/** Whom an upstream tells. */
export interface ProduceUpstreamOptions {
  readonly address: string;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly onAnswer: (part: ProducePart, results: readonly ProducePartitionResult[]) => void;
  /** Takes more again. */
  readonly onDrain: () => void;
  /** Ended; these parts have no answer. */
  readonly onBroken: (parts: readonly ProducePart[], error: WeirError) => void;
}

const defaultTimeoutMs = 30_000;
/** A leader that is this late has hung; the client's own patience is a little longer. */
const answerSlackMs = 3_000;

/**
 * The part of one producer's stream that one leader appends.
 *
 * Invariants:
 *   - Parts leave in the order of coming.
 *   - Each part is answered, or handed to `onBroken`, once.
 */
export class ProduceUpstream {
  readonly address: string;
  readonly #options: ProduceUpstreamOptions;
  readonly #stream: ClientDuplexStream<ProduceStreamRequestInput, ProduceStreamResponse>;
  readonly #parts = new Map<number, ProducePart>();
  #nextCorrelationId = 1;
  #isFull = false;
  #isOver = false;

  constructor(options: ProduceUpstreamOptions) {
    this.address = options.address;
    this.#options = options;
    this.#stream = options.channels.client(LogService, options.address).produceStream();
    this.#stream.on('data', ({ correlationId, response }: ProduceStreamResponse) => {
      const part = this.#parts.get(correlationId);
      this.#parts.delete(correlationId);
      if (part !== undefined) options.onAnswer(part, response?.partitions ?? []);
    });
    this.#stream.on('drain', () => {
      this.#isFull = false;
      options.onDrain();
    });
    this.#stream.on('error', (error) => {
      this.break(fromServiceError(error));
    });
    this.#stream.on('end', () => {
      this.break(new WeirError('UNAVAILABLE', `${options.address} ended the stream`));
    });
  }

  /** Whether what is sent waits for the leader to read. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The parts without an answer, oldest first. */
  parts(): readonly ProducePart[] {
    return [...this.#parts.values()];
  }

  send(entry: ProduceEntry, places: readonly number[]): void {
    const { acks, timeoutMs } = entry;
    const limitMs = (timeoutMs || defaultTimeoutMs) + answerSlackMs;
    const sentAtMs = this.#options.clock.monotonicMs();
    const expiresAtMs = sentAtMs + limitMs;
    const correlationId = this.#nextCorrelationId;
    this.#nextCorrelationId += 1;
    this.#parts.set(correlationId, { entry, places, sentAtMs, expiresAtMs });
    const request = { acks, timeoutMs, partitions: pick(entry.partitions, places) };
    if (!this.#stream.write({ correlationId, request })) this.#isFull = true;
  }

  /** Ends the stream; the client has ended its own, and has all answers. */
  end(): void {
    this.#isOver = true;
    this.#stream.end();
  }

  /** Gives the leader up. */
  break(error: WeirError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream.cancel();
    const parts = this.parts();
    this.#parts.clear();
    this.#options.onBroken(parts, error);
  }

  /** Ends the stream; the client is gone. */
  close(): void {
    this.#isOver = true;
    this.#parts.clear();
    this.#stream.cancel();
  }
}
