import type { DeliveryListener } from '@weir/client';
import type { ErrorCode, WeirError } from '@weir/core';
import type { PublishRecord, PublishResponseInput, PublishResultInput } from '@weir/protos';
import type { CheckedRequest } from './check-publish-request.ts';
import { ErrorTexts } from './error-texts.ts';

/** The records of one topic in a request. Indexes count from the request's first record. */
export interface TopicPart {
  readonly topic: string;
  sizeBytes: number;
  /** Records that a producer has taken and not answered. */
  outstanding: number;
  /** Whether its bytes are taken from the budget. */
  isCharged: boolean;
  /** Why none of them can be written; undefined while there is no reason. */
  refusal: WeirError | undefined;
}

/** Whom a job tells. */
export interface PublishJobObserver {
  /** Each record has its result. */
  onSettled(): void;
  /** No producer holds records of the part any more; it may be later than the results. */
  onReleased(part: TopicPart): void;
}

/** Records of a request by what became of them. */
export interface OutcomeCounts {
  readonly written: number;
  readonly duplicate: number;
  readonly failed: number;
}

type Outcome = 'pending' | 'written' | 'duplicate' | WeirError;

/**
 * One request on its way to its answer: what became of each of its records.
 *
 * Invariants:
 *   - Each record gets one result, the first one that is told of it.
 *   - Each part is released once, when the last record that a producer took is answered.
 * Tests: `publish-job.test.ts`.
 */
export class PublishJob implements DeliveryListener {
  readonly records: readonly PublishRecord[];
  readonly sizeBytes: number;
  readonly parts: readonly TopicPart[];
  readonly #partOf: TopicPart[] = [];
  readonly #observer: PublishJobObserver;
  readonly #outcomes: Outcome[] = [];
  readonly #partitions: number[] = [];
  readonly #offsets: number[] = [];
  #pending: number;
  #isAllPosted = false;
  #settled: PromiseWithResolvers<void> | undefined;
  /** When it was started, and when its records were with their producer; by the monotonic clock. */
  startedMs = 0;
  handedOverMs: number | undefined;
  /** How long the caller should pause, for the answer. */
  throttleMs = 0;
  /**
   * The error of a named record that may pass: what the publisher has sent behind it must not be written
   * before the record is sent again.
   */
  gap: WeirError | undefined;

  constructor({ request, sizeBytes }: CheckedRequest, observer: PublishJobObserver) {
    this.records = request.records;
    this.sizeBytes = sizeBytes;
    this.#observer = observer;
    const { length } = request.records;
    this.#pending = length;
    this.parts = this.#split();
  }

  get isSettled(): boolean {
    return this.#pending <= 0;
  }

  /** How many records have which outcome. */
  countOutcomes(): OutcomeCounts {
    const counts = { written: 0, duplicate: 0, failed: 0 };
    for (const outcome of this.#outcomes) {
      counts[typeof outcome === 'object' || outcome === 'pending' ? 'failed' : outcome] += 1;
    }
    return counts;
  }

  /** How many records failed with which error. */
  countErrors(): ReadonlyMap<ErrorCode, number> {
    const counts = new Map<ErrorCode, number>();
    for (const outcome of this.#outcomes) {
      if (typeof outcome === 'object')
        counts.set(outcome.code, (counts.get(outcome.code) ?? 0) + 1);
    }
    return counts;
  }

  /** Whether a record has no result yet. */
  isPending(index: number): boolean {
    return this.#outcomes[index] === 'pending';
  }

  /** Resolves when each record has its result. */
  whenSettled(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    this.#settled ??= Promise.withResolvers();
    return this.#settled.promise;
  }

  /** The part of a record. */
  partOf(index: number): TopicPart | undefined {
    return this.#partOf[index];
  }

  /** A producer has taken the record for this partition. */
  posted(index: number, partition: number): void {
    this.#partitions[index] = partition;
    const part = this.#partOf[index];
    if (part !== undefined) part.outstanding += 1;
  }

  /** Nothing more will be posted: what has nothing on its way is released now. */
  allPosted(): void {
    this.#isAllPosted = true;
    for (const part of this.parts) this.#releaseIfDone(part);
  }

  /** A producer has given these records back without a result: they may be posted again. */
  returned(firstIndex: number, count: number): void {
    const part = this.#partOf[firstIndex];
    if (part !== undefined) part.outstanding -= count;
  }

  /** As `DeliveryListener.delivered`, with indexes as tokens. */
  delivered(firstIndex: number, count: number, partition: number, baseOffset: number): void {
    for (let index = firstIndex; index < firstIndex + count; index += 1) {
      const offset = baseOffset < 0 ? -1 : baseOffset + index - firstIndex;
      this.#settle(index, 'written', partition, offset);
    }
    this.#answered(firstIndex, count);
  }

  /** As `DeliveryListener.failed`, with indexes as tokens. */
  failed(firstIndex: number, count: number, partition: number, error: WeirError): void {
    for (let index = firstIndex; index < firstIndex + count; index += 1) {
      this.#settle(index, error, partition, -1);
    }
    this.#answered(firstIndex, count);
  }

  /** The record stands already, at this offset, −1 when it is not known. */
  duplicate(index: number, partition: number, offset: number): void {
    this.#settle(index, 'duplicate', partition, offset);
    this.#tellIfSettled();
  }

  /** The record is not written. */
  refuse(index: number, error: WeirError, partition = -1): void {
    this.#settle(index, error, partition, -1);
    this.#tellIfSettled();
  }

  /** Nobody waits for the records without a result any more. */
  giveUp(error: WeirError): void {
    if (this.isSettled) return;
    for (const [index, outcome] of this.#outcomes.entries()) {
      if (outcome === 'pending') this.#settle(index, error, this.#partitions[index] ?? -1, -1);
    }
    this.#tellIfSettled();
  }

  /** The answer, below 4 MiB whatever happened to how many records. */
  toResponse(): PublishResponseInput {
    const texts = new ErrorTexts();
    const results = this.records.map((_record, index) => this.#resultOf(index, texts));
    return { results, throttleMs: this.throttleMs };
  }

  #resultOf(index: number, texts: ErrorTexts): PublishResultInput {
    const outcome = this.#outcomes[index] ?? 'pending';
    const topic = this.#partOf[index]?.topic ?? '';
    const partition = this.#partitions[index] ?? -1;
    const offset = this.#offsets[index] ?? -1;
    if (outcome === 'written' || outcome === 'pending') return { topic, partition, offset };
    if (outcome === 'duplicate') return { topic, partition, offset, isDuplicate: true };
    return { topic: texts.topicOf(topic), partition, offset, error: texts.describe(outcome) };
  }

  #settle(index: number, outcome: Outcome, partition: number, offset: number): void {
    if (this.#outcomes[index] !== 'pending') return;
    this.#outcomes[index] = outcome;
    this.#partitions[index] = partition;
    this.#offsets[index] = offset;
    this.#pending -= 1;
  }

  /** Records of one run are of one topic: they share a batch. */
  #answered(firstIndex: number, count: number): void {
    const part = this.#partOf[firstIndex];
    if (part !== undefined) {
      part.outstanding -= count;
      if (this.#isAllPosted) this.#releaseIfDone(part);
    }
    this.#tellIfSettled();
  }

  #releaseIfDone(part: TopicPart): void {
    if (part.outstanding > 0 || !part.isCharged) return;
    part.isCharged = false;
    this.#observer.onReleased(part);
  }

  #tellIfSettled(): void {
    if (this.#pending !== 0) return;
    this.#pending = -1;
    this.#settled?.resolve();
    this.#observer.onSettled();
  }

  #split(): TopicPart[] {
    const parts = new Map<string, TopicPart>();
    const perRecord = this.sizeBytes / this.records.length;
    let last: TopicPart | undefined;
    for (const { topic } of this.records) {
      if (last?.topic !== topic) last = parts.get(topic) ?? addPart(parts, topic);
      last.sizeBytes += perRecord;
      this.#partOf.push(last);
      this.#outcomes.push('pending');
      this.#partitions.push(-1);
      this.#offsets.push(-1);
    }
    return [...parts.values()];
  }
}

function addPart(parts: Map<string, TopicPart>, topic: string): TopicPart {
  const part = { topic, sizeBytes: 0, outstanding: 0, isCharged: false, refusal: undefined };
  parts.set(topic, part);
  return part;
}
