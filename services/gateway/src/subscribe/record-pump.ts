import type { ConsumedBatch, Consumer, PartitionId } from '@weir/client';
import { type Clock, type Timer, Wakeup } from '@weir/core';
import type { SubscribeResponseInput } from '@weir/protos';
import { type Caller, pauseFor, restMs } from '@weir/runtime';
import type { ByteCredit } from './byte-credit.ts';
import { slicesOf, type RecordSlice } from './received-records.ts';
import type { SubscribeMeter } from './subscribe-metrics.ts';

/** What is sent to whom, and within which limits. */
export interface RecordPumpOptions {
  readonly clock: Clock;
  readonly consumer: Pick<Consumer, 'batches' | 'membership'>;
  readonly credit: ByteCredit;
  readonly caller: Caller;
  readonly maxMessageBytes: number;
  /** Whether it reads as a member of a group. */
  readonly isMember: boolean;
  /** Resolves when the next message may be sent; undefined for at once. */
  readonly send: (event: SubscribeResponseInput) => Promise<void> | undefined;
  readonly meter: SubscribeMeter;
  readonly onGiven: (partition: PartitionId, nextOffset: number) => void;
}

/**
 * Sends a subscriber what its consumer reads, as fast as the subscriber takes it.
 *
 * What waits for credit stays in the consumer's hand: a subscriber that takes nothing for the poll
 * interval, while there is something to take, is one that hangs.
 *
 * Invariants:
 *   - Nothing is sent without credit, before the stream has drained, or during a pause of the quota, be it
 *     for what the caller was sent on another stream.
 *   - Nothing of a partition is sent after it was taken away, nor, after a seek, what was read before it.
 *   - Nothing but the batch in hand is made ready for sending.
 * Tests: `record-pump.test.ts`.
 */
export class RecordPump {
  readonly #options: RecordPumpOptions;
  readonly #wakeup = new Wakeup();
  readonly #stopped = new AbortController();
  #current: ConsumedBatch | undefined;
  #isMoved = false;
  #isBlocked = false;
  #pause: Timer | undefined;

  constructor(options: RecordPumpOptions) {
    this.#options = options;
  }

  /** Resolves after `stop`; rejects with what cannot be read. */
  async run(): Promise<void> {
    const { consumer } = this.#options;
    try {
      for await (const batch of consumer.batches({ signal: this.#stopped.signal })) {
        this.#current = batch;
        this.#isMoved = false;
        await this.#sendAll(batch);
        this.#current = undefined;
        await this.#whenPolling();
      }
    } finally {
      this.#pause?.cancel();
    }
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped.abort();
    this.notify();
  }

  /** Something changed that it may wait for. */
  readonly notify = (): void => {
    this.#wakeup.notify();
  };

  /** The subscriber goes on elsewhere in a partition. */
  noteSeek({ topic, partition }: PartitionId): void {
    if (this.#current?.topic !== topic || this.#current.partition !== partition) return;
    this.#isMoved = true;
    this.notify();
  }

  async #sendAll(batch: ConsumedBatch): Promise<void> {
    const slices = slicesOf(batch, this.#options.maxMessageBytes);
    while (await this.#mayGive(batch)) {
      const next = slices.next();
      if (next.done === true) return;
      this.#give(batch, next.value);
      if (next.value.nextOffset > batch.lastOffset) return;
    }
  }

  /** Waits until more of the batch may be sent; false when it is not wanted any more. */
  async #mayGive({ signal }: ConsumedBatch): Promise<boolean> {
    const isWanted = (): boolean =>
      !signal.aborted && !this.#isMoved && !this.#stopped.signal.aborted;
    while (isWanted()) {
      if (this.#options.credit.isOpen && !this.#isBlocked && !this.#mustRest()) return true;
      signal.addEventListener('abort', this.notify, { once: true });
      await this.#wakeup.wait();
      signal.removeEventListener('abort', this.notify);
    }
    return false;
  }

  #mustRest(): boolean {
    if (this.#pause === undefined) this.#pauseFor(restMs(this.#options.caller, 'fetchedBytes'));
    return this.#pause !== undefined;
  }

  #give(batch: ConsumedBatch, { records, bytes, nextOffset }: RecordSlice): void {
    const { credit, caller, meter, onGiven, send } = this.#options;
    const { topic, partition, highWatermark } = batch;
    credit.take(bytes);
    onGiven(batch, nextOffset);
    const drained = send({
      records: { topic, partition, records, bytes, nextOffset, highWatermark },
    });
    meter.delivered(records.length, bytes);
    if (drained !== undefined) void this.#block(drained, bytes);
    this.#pauseFor(pauseFor(caller, { fetchedBytes: bytes }));
  }

  async #block(drained: Promise<void>, bytes: number): Promise<void> {
    const { meter } = this.#options;
    this.#isBlocked = true;
    meter.buffered(bytes);
    await drained;
    meter.buffered(-bytes);
    this.#isBlocked = false;
    this.notify();
  }

  #pauseFor(pauseMs: number): void {
    if (pauseMs === 0) return;
    this.#pause = this.#options.clock.setTimer(pauseMs, () => {
      this.#pause = undefined;
      this.notify();
    });
  }

  /** A member that was left out, as it took nothing for too long, comes back when it takes something. */
  async #whenPolling(): Promise<void> {
    const { consumer, credit, isMember } = this.#options;
    if (!isMember) return;
    while (!credit.isOpen && consumer.membership() === undefined) {
      if (this.#stopped.signal.aborted) return;
      await this.#wakeup.wait();
    }
  }
}
