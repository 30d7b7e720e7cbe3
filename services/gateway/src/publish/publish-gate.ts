import type { Producer } from '@weir/client';
import { type Clock, isInternalTopic, toTopicName, toWeirError, WeirError } from '@weir/core';
import type { Caller } from '@weir/runtime';
import { FairBudget } from './fair-budget.ts';
import type { PublishJob, TopicPart } from './publish-job.ts';
import { maxTopicsPerRequest } from './publish-limits.ts';

/** Bytes of records that producers hold, and as many that wait for room. */
const budgetBytes = 64 * 1024 * 1024;
const unknownForMs = 1_000;
const maxUnknownTopics = 10_000;
const lookupsAtOnce = 16;

/**
 * What stands between a request and the producers: may its caller write there, is there such a topic, is
 * there room?
 *
 * Invariants:
 *   - Of a request whose topics are known and have room nothing waits.
 *   - What waits for room is bounded as what is on its way is; beyond that it is refused.
 * Tests: `publish.test.ts` of the integration tests.
 */
export class PublishGate {
  readonly #clock: Clock;
  readonly #budget = new FairBudget(budgetBytes);
  readonly #waiting = new FairBudget(budgetBytes);
  /** Topics that did not exist, until when nobody is asked again. */
  readonly #unknown = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes of records that producers may hold; what comes then waits. */
  readonly limitBytes = budgetBytes;

  /** Bytes of records that producers hold. */
  get usedBytes(): number {
    return this.#budget.usedBytes;
  }

  /**
   * Refuses the parts that the caller may not write. Throws `AUTHENTICATION_FAILED`, and `INVALID_REQUEST`
   * for more topics than a request may name.
   */
  authorize(job: PublishJob, caller: Caller): void {
    if (job.parts.length > maxTopicsPerRequest) throw tooManyTopics(job.parts.length);
    for (const part of job.parts) part.refusal = refusalOf(part.topic, caller);
  }

  /**
   * Takes room for the job's parts, once their topics are known to the producer; parts that cannot be
   * written are refused. Undefined when it is done at once, else a promise that never rejects.
   */
  enter(job: PublishJob, producer: Producer): Promise<void> | undefined {
    if (job.parts.every((part) => this.#isReady(part, producer))) {
      this.#take(job);
      return undefined;
    }
    return this.#enterLater(job, producer);
  }

  /** Gives a part's room back. */
  release({ topic, sizeBytes }: TopicPart): void {
    this.#budget.release(topic, sizeBytes);
  }

  #isReady({ topic, refusal }: TopicPart, producer: Producer): boolean {
    if (refusal !== undefined) return true;
    return producer.prepared(topic) !== undefined && this.#budget.hasRoom(topic);
  }

  #take(job: PublishJob): void {
    for (const part of job.parts) {
      // A named job may come twice.
      if (part.refusal !== undefined || part.isCharged) continue;
      part.isCharged = true;
      this.#budget.take(part.topic, part.sizeBytes);
    }
  }

  async #enterLater(job: PublishJob, producer: Producer): Promise<void> {
    const unprepared = job.parts.filter(
      ({ topic, refusal }) => refusal === undefined && producer.prepared(topic) === undefined,
    );
    for (let next = 0; next < unprepared.length && !job.isSettled; next += lookupsAtOnce) {
      const some = unprepared.slice(next, next + lookupsAtOnce);
      await Promise.all(some.map((part) => this.#prepare(part, producer)));
    }
    for (const part of job.parts) {
      if (part.refusal === undefined && !job.isSettled) await this.#waitForRoom(part);
    }
    if (!job.isSettled) this.#take(job);
    this.#budget.letIn();
  }

  async #waitForRoom(part: TopicPart): Promise<void> {
    const { topic, sizeBytes } = part;
    if (this.#budget.hasRoom(topic)) return;
    if (!this.#waiting.hasRoom(topic)) {
      part.refusal = bufferExhausted(topic);
      return;
    }
    this.#waiting.take(topic, sizeBytes);
    await this.#budget.room(topic);
    this.#waiting.release(topic, sizeBytes);
  }

  async #prepare(part: TopicPart, producer: Producer): Promise<void> {
    const { topic } = part;
    const untilMs = this.#unknown.get(topic);
    if (untilMs !== undefined && this.#clock.monotonicMs() < untilMs) {
      part.refusal = unknownTopic(topic);
      return;
    }
    try {
      await producer.prepare(topic);
      this.#unknown.delete(topic);
    } catch (error) {
      part.refusal = toWeirError(error);
      if (part.refusal.code === 'UNKNOWN_TOPIC_OR_PARTITION') this.#noteUnknown(topic);
    }
  }

  #noteUnknown(topic: string): void {
    if (this.#unknown.size >= maxUnknownTopics) this.#unknown.clear();
    this.#unknown.set(topic, this.#clock.monotonicMs() + unknownForMs);
  }
}

function refusalOf(topic: string, caller: Caller): WeirError | undefined {
  try {
    const name = toTopicName(topic);
    if (isInternalTopic(name)) {
      return new WeirError(
        'INVALID_TOPIC',
        `Topic "${name}" belongs to Weir itself: nobody else writes it`,
      );
    }
    caller.require('write', { type: 'topic', name });
    return undefined;
  } catch (thrown) {
    const error = toWeirError(thrown);
    if (error.code === 'AUTHENTICATION_FAILED') throw error;
    return error;
  }
}

function tooManyTopics(count: number): WeirError {
  return new WeirError(
    'INVALID_REQUEST',
    `Request names ${count} topics, at most ${maxTopicsPerRequest} are allowed`,
  );
}

function bufferExhausted(topic: string): WeirError {
  return new WeirError(
    'BUFFER_EXHAUSTED',
    `Too much waits for topic "${topic}" at this gateway: nothing was written, try again later`,
    { metadata: { topic, retry_after_ms: '1000' } },
  );
}

function unknownTopic(topic: string): WeirError {
  return new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic "${topic}" does not exist`);
}
