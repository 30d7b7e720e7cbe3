import { toWeirError, type WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import {
  type FetchPartition,
  type FetchPartitionData,
  type FetchRequest,
  LogService,
} from '@weir/protos';
import { type CallContext, callUnary, checkPartitionCount, checkRange } from '@weir/runtime';
import { deadlineOf, learnFrom } from './ask-leaders.ts';
import { findLeader, type PartitionFailure, toFailure } from './find-leader.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { fetchedBytes, mergeFetch } from './merge-fetch.ts';
import type { RelayMeter } from './relay-metrics.ts';
import { pick, type Split, splitByLeader } from './split-by-leader.ts';

const defaultMaxBytes = 1024 * 1024;
const maxMaxBytes = 3 * 1024 * 1024;
const maxMaxWaitMs = 30_000;
const answerSlackMs = 10_000;

/** What a leader has answered last, or why it has not. */
interface LeaderPart {
  readonly address: string;
  readonly places: readonly number[];
  readonly asked: FetchPartition[];
  answer: readonly FetchPartitionData[];
  failure: WeirError | undefined;
}

/**
 * One long poll of partitions of several leaders: answers once there are `min_bytes` in all, or an error, or
 * `max_wait_ms` have passed.
 *
 * All leaders are asked for what they have; while that is too little, each is asked to wait for its part of
 * what is missing. Some leader has that much as soon as all together have what is missing.
 *
 * Invariants:
 *   - No leader is asked any more once the answer is given.
 * Tests: `log-routes.test.ts`.
 */
export class FetchPoll {
  readonly #cluster: Cluster;
  readonly #context: CallContext;
  readonly #request: FetchRequest;
  readonly #meter: RelayMeter;
  readonly #split: Split;
  readonly #parts: readonly LeaderPart[];
  readonly #minBytes: number;
  readonly #maxBytes: number;
  /** Each leader's share of them. */
  readonly #shareBytes: number;
  readonly #deadlineAtMs: number;
  readonly #enough = new AbortController();

  /** Throws `INVALID_REQUEST` naming the value and its limits. */
  constructor(cluster: Cluster, context: CallContext, request: FetchRequest, meter: RelayMeter) {
    checkPartitionCount(request.partitions);
    this.#cluster = cluster;
    this.#context = context;
    this.#request = request;
    this.#meter = meter;
    this.#maxBytes = checkRange('max_bytes', request.maxBytes, 0, maxMaxBytes) || defaultMaxBytes;
    this.#minBytes = Math.max(1, checkRange('min_bytes', request.minBytes, 0, maxMaxBytes));
    const maxWaitMs = checkRange('max_wait_ms', request.maxWaitMs, 0, maxMaxWaitMs);
    this.#deadlineAtMs = cluster.clock.monotonicMs() + maxWaitMs;
    this.#split = splitByLeader(
      request.partitions,
      (place) => findLeader(cluster, context.caller, 'read', place).address,
    );
    this.#parts = [...this.#split.byAddress].map(([address, places]) => ({
      address,
      places,
      asked: pick(request.partitions, places),
      answer: [],
      failure: undefined,
    }));
    this.#shareBytes = Math.max(1, Math.floor(this.#maxBytes / Math.max(1, this.#parts.length)));
  }

  async run(): Promise<(FetchPartitionData | PartitionFailure)[]> {
    const [first] = this.#parts;
    if (first !== undefined && this.#parts.length === 1 && this.#split.failures.size === 0) {
      await this.#ask(first, { minBytes: this.#minBytes, maxWaitMs: this.#leftMs() });
      return this.#merged();
    }
    await Promise.all(this.#parts.map((part) => this.#ask(part, { minBytes: 0, maxWaitMs: 0 })));
    if (!this.#isDone()) await Promise.all(this.#parts.map((part) => this.#poll(part)));
    return this.#merged();
  }

  async #poll(part: LeaderPart): Promise<void> {
    while (!this.#isDone()) {
      const haveBytes = fetchedBytes(part.answer);
      // It has all that may be taken of it.
      if (haveBytes >= this.#shareBytes) return;
      const missingBytes = Math.ceil((this.#minBytes - this.#bytes()) / this.#parts.length);
      const minBytes = Math.min(haveBytes + missingBytes, this.#shareBytes);
      await this.#ask(part, { minBytes, maxWaitMs: this.#leftMs() });
    }
    this.#enough.abort();
  }

  async #ask(
    part: LeaderPart,
    limits: { readonly minBytes: number; readonly maxWaitMs: number },
  ): Promise<void> {
    const { signal } = this.#context;
    try {
      const { partitions } = await callUnary(
        this.#cluster.channels.client(LogService, part.address),
        'fetch',
        { ...limits, maxBytes: this.#shareBytes, partitions: part.asked },
        {
          deadlineMs: deadlineOf(this.#context, limits.maxWaitMs + answerSlackMs),
          signal: AbortSignal.any([signal, this.#enough.signal]),
          metadata: forwardedMetadata(this.#context),
        },
      );
      this.#meter.ended('storage-node', 'OK');
      learnFrom(this.#cluster, partitions);
      part.answer = partitions;
    } catch (thrown) {
      if (this.#enough.signal.aborted) return;
      const error = toWeirError(thrown);
      this.#meter.ended('storage-node', error.code);
      if (error.code === 'INVALID_REQUEST') throw error;
      if (error.recovery !== 'give-up') this.#cluster.refresh();
      part.failure = error;
    }
  }

  #isDone(): boolean {
    return (
      this.#bytes() >= this.#minBytes ||
      this.#leftMs() === 0 ||
      this.#context.signal.aborted ||
      this.#split.failures.size > 0 ||
      this.#parts.some(({ failure, answer }) => failure !== undefined || answer.some(hasError))
    );
  }

  #bytes(): number {
    return this.#parts.reduce((sum, { answer }) => sum + fetchedBytes(answer), 0);
  }

  #leftMs(): number {
    const leftMs = this.#deadlineAtMs - this.#cluster.clock.monotonicMs();
    return Math.min(maxMaxWaitMs, Math.max(0, Math.floor(leftMs)));
  }

  #merged(): (FetchPartitionData | PartitionFailure)[] {
    const found = new Map<number, FetchPartitionData | PartitionFailure>();
    for (const { places, answer, failure } of this.#parts) {
      for (const [at, place] of places.entries()) {
        const wanted = this.#request.partitions[place];
        const data = answer[at];
        if (data !== undefined) found.set(place, data);
        else if (wanted !== undefined && failure !== undefined) {
          found.set(place, toFailure(wanted, failure));
        }
      }
    }
    const { failures } = this.#split;
    const inOrder = this.#request.partitions.map(
      (wanted, place) => found.get(place) ?? toFailure(wanted, failures.get(place)),
    );
    return mergeFetch(inOrder, this.#maxBytes);
  }
}

function hasError({ error }: FetchPartitionData): boolean {
  return error !== null && error.code !== '';
}
