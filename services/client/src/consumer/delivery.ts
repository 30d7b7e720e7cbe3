import { setImmediate } from 'node:timers/promises';
import { type Clock, Wakeup, WeirError } from '@weir/core';
import type { IterateOptions } from './consumer-options.ts';
import type { GivenBatch } from './given-batch.ts';
import { Hand } from './hand.ts';
import { HandlerRun } from './handler-run.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { PartitionReading } from './partition-reading.ts';
import { PollTimer } from './poll-timer.ts';
import { checkRunOptions, type RunOptions } from './run-options.ts';

/** What is delivered, and within which limits. */
export interface DeliveryOptions {
  readonly clock: Clock;
  readonly reading: () => PartitionReading;
  /** Whether it is for a member of a group. */
  readonly isMember: boolean;
  /** For traces; empty without a group. */
  readonly groupId: string;
  readonly maxPollIntervalMs: number;
  /** So long handlers of a run may finish after its end. */
  readonly settleLimitMs: number;
  /** Connects, and joins the group, if that was not done yet. */
  readonly start: () => Promise<void>;
  /** Joins the group again, if the member has left it. */
  readonly rejoin: () => void;
  /** Whether the group, if any, has assigned what it has to assign. */
  readonly isSettled: () => boolean;
  /** Something was in the application's hand for too long. */
  readonly onHung: () => void;
}

/** After so many bytes given without a wait, timers and connections have their turn. */
const turnBytes = 1024 * 1024;

/**
 * Brings batches to the application: to the iterators, which ask for one after the other, or to the
 * handlers of a run.
 *
 * Invariants:
 *   - One iteration or run at a time.
 *   - An iterator has at most one batch in hand, a run as many as its handlers and window need.
 *   - An iterator lets other events in, at the latest, with the batch after `turnBytes`, however much is
 *     read ahead: grants leave and data comes while the application works, and heartbeats go on.
 * Tests: `consumer.test.ts`, `consumer-run.test.ts`.
 */
export class Delivery {
  readonly hand: Hand;
  readonly #options: DeliveryOptions;
  readonly #poll: PollTimer | undefined;
  readonly #wakeup = new Wakeup();
  #iteration: IterateOptions | undefined;
  #run: HandlerRun | undefined;
  #failure: WeirError | undefined;
  #listenerFailure: { readonly thrown: unknown } | undefined;
  #isClosed = false;
  #bytesOfTurn = 0;

  constructor(options: DeliveryOptions) {
    const { clock, isMember, maxPollIntervalMs, onHung } = options;
    this.#options = options;
    this.#poll = isMember ? new PollTimer(clock, maxPollIntervalMs, onHung) : undefined;
    this.hand = new Hand((batch) => {
      options.reading().putBack(batch);
    });
  }

  /** Whether handlers are run now. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  get isUntilEnd(): boolean {
    return this.#iteration?.untilEnd === true;
  }

  /** Begins an iteration; throws `INVALID_REQUEST` while another is under way. */
  begin(options: IterateOptions): void {
    if (this.#iteration !== undefined) {
      throw new WeirError('INVALID_REQUEST', 'The consumer is being iterated already');
    }
    this.#iteration = options;
    options.signal?.addEventListener('abort', this.notify, { once: true });
    this.#options.reading().findEnds();
  }

  /** Ends the iteration; what is in hand is not handled. */
  end(): void {
    this.#iteration?.signal?.removeEventListener('abort', this.notify);
    this.#iteration = undefined;
    this.hand.drop();
    this.#poll?.clear();
  }

  /** Finishes the batch in hand and waits for the next; undefined when the iteration is over. */
  async next(): Promise<GivenBatch | undefined> {
    this.#poll?.clear();
    this.hand.finish();
    try {
      await this.#options.start();
      if (this.#bytesOfTurn >= turnBytes) await this.#endTurn();
      const batch = await this.#waitForBatch();
      if (batch === undefined) this.end();
      else this.#bytesOfTurn += batch.sizeBytes;
      return batch;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** Runs handlers; resolves at the end, rejects with what failed. */
  async run(options: RunOptions): Promise<void> {
    checkRunOptions(options);
    this.begin(options);
    try {
      await this.#options.start();
      this.#run = this.#makeRun(options);
      this.#options.reading().divide(options.concurrency ?? 1);
      await this.#run.go();
    } finally {
      this.#options.reading().divide(1);
      this.#run = undefined;
      this.end();
    }
  }

  /** Whether the iteration may give more of the batch in hand. */
  mayGoOn(batch: GivenBatch): boolean {
    const isAvailable = batch.isCurrent && !batch.reader.isRevoked;
    return !batch.isDone && isAvailable && !this.#isOver();
  }

  /** Whether another batch of the reader may be given. */
  mayTake(reader: PartitionReader): boolean {
    return this.#run?.mayTake(reader) ?? !this.hand.holdsOf(reader);
  }

  /** The reader was moved, paused, resumed, or is being taken away. */
  refresh(reader: PartitionReader): void {
    this.#run?.refresh(reader);
    this.notify();
  }

  /** The group will not have this member: every iteration fails from now on. */
  fail(error: WeirError): void {
    this.#failure = error;
    this.notify();
  }

  /** The application's listener failed: the current iteration fails, or the next one. */
  failOnce(thrown: unknown): void {
    this.#listenerFailure ??= { thrown };
    this.notify();
  }

  /** Ends the iteration or run; resolves when no handler of it runs, or their time is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.notify();
    await this.#run?.ended;
    this.#poll?.clear();
  }

  /** Something happened that a waiting iteration or run should look at. */
  readonly notify = (): void => {
    this.#wakeup.notify();
    this.#run?.notify();
  };

  async #waitForBatch(): Promise<GivenBatch | undefined> {
    for (;;) {
      if (this.#isOver()) return undefined;
      const batch = this.#take();
      if (batch !== undefined) {
        this.#poll?.given(batch);
        return batch;
      }
      if (this.#isAtEnd()) return undefined;
      await this.#wakeup.wait();
      this.#bytesOfTurn = 0;
      this.#options.rejoin();
    }
  }

  async #endTurn(): Promise<void> {
    this.#bytesOfTurn = 0;
    await setImmediate();
  }

  /** Puts the next batch into the hand; throws what went wrong. */
  #take(): GivenBatch | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    const failure = this.#listenerFailure;
    this.#listenerFailure = undefined;
    if (failure !== undefined) throw failure.thrown;
    const batch = this.#options.reading().next();
    if (batch !== undefined) this.hand.put(batch);
    return batch;
  }

  #isOver(): boolean {
    return this.#isClosed || this.#iteration?.signal?.aborted === true;
  }

  #isAtEnd(): boolean {
    if (!this.isUntilEnd || !this.hand.isEmpty || !this.#options.isSettled()) return false;
    return this.#options.reading().isAtEnd();
  }

  #makeRun(run: RunOptions): HandlerRun {
    const { clock, reading, rejoin, settleLimitMs, groupId } = this.#options;
    return new HandlerRun({
      clock,
      run,
      groupId,
      poll: this.#poll,
      settleLimitMs,
      source: {
        take: () => this.#take(),
        release: (batch) => {
          this.hand.release(batch);
        },
        offer: (reader) => {
          reading().offer(reader);
        },
        restart: (reader) => {
          reading().restart(reader);
        },
        rejoin,
        isOver: () => this.#isOver(),
        isAtEnd: () => this.#isAtEnd(),
      },
    });
  }
}
