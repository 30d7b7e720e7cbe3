import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { MetadataChange } from '@weir/runtime';
import type { Cluster } from '../cluster/cluster.ts';
import type { PartitionQueue } from './partition-queue.ts';
import type { ProduceBatch } from './produce-batch.ts';
import { errorOf, type FlightResult, ProduceStream } from './produce-stream.ts';
import type { ProducerIdentity } from './producer-identity.ts';
import type { ResolvedProducerOptions } from './resolve-producer-options.ts';

/** What a sender works with. */
export interface SenderOptions {
  readonly cluster: Cluster;
  readonly producer: ResolvedProducerOptions;
  readonly identity: ProducerIdentity;
  /** A newer instance of this named producer has registered: this one is at its end. */
  readonly onFenced: (error: WeirError) => void;
}

const asyncCompressionBytes = 64 * 1024;

/**
 * Moves batches from their queues to the streams of the leaders, and answers back.
 *
 * Works in one pass after each turn in which something happened: `touch` notes the queue.
 *
 * Invariants:
 *   - A partition's batches are in flight to one node at a time.
 *   - A queue that may send is touched, has a timer, or waits for an answer, a leader or a stream.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #touched = new Set<PartitionQueue>();
  readonly #streams = new Map<string, ProduceStream>();
  readonly #streamOf = new Map<PartitionQueue, ProduceStream>();
  readonly #blocked = new Set<PartitionQueue>();
  readonly #timers = new Map<PartitionQueue, Timer>();
  readonly #identifying = new Set<PartitionQueue>();
  #isScheduled = false;
  #isClosed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** The queue may have something to send: looks after the current turn. */
  touch(queue: PartitionQueue): void {
    this.#touched.add(queue);
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#pass();
    });
  }

  /** Leaders may have moved: queues of these topics that wait need not wait longer. */
  onMetadata(queues: Iterable<PartitionQueue>, change: MetadataChange | undefined): void {
    for (const queue of queues) {
      if (change !== undefined && !isConcerned(queue, change)) continue;
      const leader = this.#options.cluster.leaderOf(queue.topicId, queue.partition);
      if (leader?.address !== this.#streamOf.get(queue)?.address) queue.wake();
      this.touch(queue);
    }
  }

  /** Breaks streams that have gone silent. */
  expire(nowMs: number): void {
    for (const stream of [...this.#streams.values()]) stream.expire(nowMs);
  }

  /** Forgets a queue that is gone. */
  forget(queue: PartitionQueue): void {
    this.#timers.get(queue)?.cancel();
    this.#timers.delete(queue);
    this.#touched.delete(queue);
    this.#blocked.delete(queue);
    this.#streamOf.delete(queue);
  }

  /** Ends all streams; what is still in flight fails. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    for (const stream of [...this.#streams.values()]) stream.end();
  }

  /** Ends all streams at once. */
  cancel(): void {
    this.close();
    for (const stream of [...this.#streams.values()]) stream.cancel();
  }

  #pass(): void {
    this.#isScheduled = false;
    const queues = [...this.#touched];
    this.#touched.clear();
    const used = new Set<ProduceStream>();
    const nowMs = this.#options.cluster.clock.monotonicMs();
    for (const queue of queues) {
      const stream = this.#collect(queue, nowMs);
      if (stream !== undefined) used.add(stream);
    }
    for (const stream of used) stream.flush();
  }

  /** Hands all that the queue may send now to its leader's stream. */
  #collect(queue: PartitionQueue, nowMs: number): ProduceStream | undefined {
    if (queue.isEmpty) return undefined;
    if (queue.needsIdentity) {
      void this.#identify(queue);
      return undefined;
    }
    if (queue.inFlightCount === 0 && queue.isHeld(nowMs)) {
      this.#setTimer(queue, nowMs);
      return undefined;
    }
    const stream = this.#streamFor(queue, nowMs);
    if (stream === undefined) return undefined;
    let isUsed = false;
    for (;;) {
      if (!stream.isWritable) {
        this.#blocked.add(queue);
        break;
      }
      const batch = queue.next(nowMs);
      if (batch === undefined || !this.#seal(queue, batch)) break;
      queue.sent(batch);
      stream.add(queue, batch);
      isUsed = true;
    }
    this.#setTimer(queue, nowMs);
    return isUsed ? stream : undefined;
  }

  #streamFor(queue: PartitionQueue, nowMs: number): ProduceStream | undefined {
    const { cluster, producer } = this.#options;
    const leader = cluster.leaderOf(queue.topicId, queue.partition);
    const current = this.#streamOf.get(queue);
    if (current !== undefined && queue.inFlightCount > 0) {
      if (leader === undefined || leader.address === current.address) return current;
      // Only numbered batches may go to the new leader while the old one has not answered.
      if (!producer.isIdempotent) return undefined;
      queue.abandon(leaderMoved(queue), nowMs);
    }
    if (leader === undefined) return undefined;
    const stream = this.#streams.get(leader.address) ?? this.#open(leader.address);
    this.#streamOf.set(queue, stream);
    return stream;
  }

  #open(address: string): ProduceStream {
    const { cluster, producer } = this.#options;
    const stream = new ProduceStream({
      address,
      channels: cluster.channels,
      clock: cluster.clock,
      acks: producer.acks,
      requestTimeoutMs: producer.requestTimeoutMs,
      onAnswer: (queue, batch, result) => {
        this.#answer(queue, batch, result);
      },
      onDrain: () => {
        this.#unblock();
      },
      onBroken: (error) => {
        this.#streams.delete(address);
        this.#unblock();
        if (this.#isClosed) return;
        cluster.logger.debug({ address, code: error.code }, 'Produce stream broke');
        cluster.refresh();
      },
    });
    this.#streams.set(address, stream);
    return stream;
  }

  #unblock(): void {
    for (const queue of this.#blocked) this.touch(queue);
    this.#blocked.clear();
  }

  /** False when the batch is being compressed in the background. */
  #seal(queue: PartitionQueue, batch: ProduceBatch): boolean {
    if (batch.isSealed) return true;
    const { codec } = this.#options.producer;
    if (codec === 'none' || batch.sizeBytes <= asyncCompressionBytes) {
      batch.seal(codec);
      return true;
    }
    queue.isSealing = true;
    void this.#sealAsync(queue, batch);
    return false;
  }

  async #sealAsync(queue: PartitionQueue, batch: ProduceBatch): Promise<void> {
    try {
      await batch.sealAsync(this.#options.producer.codec);
    } finally {
      queue.isSealing = false;
      this.touch(queue);
    }
  }

  async #identify(queue: PartitionQueue): Promise<void> {
    if (this.#identifying.has(queue)) return;
    this.#identifying.add(queue);
    try {
      queue.restart(await this.#options.identity.next(queue));
    } catch (error) {
      queue.failAll(toWeirError(error));
    } finally {
      this.#identifying.delete(queue);
      this.touch(queue);
    }
  }

  #answer(queue: PartitionQueue, batch: ProduceBatch, result: FlightResult): void {
    const { cluster, onFenced, producer } = this.#options;
    const nowMs = cluster.clock.monotonicMs();
    const error = errorOf(result);
    if (error === undefined && !(result instanceof WeirError)) {
      queue.acknowledge(batch, result, nowMs);
    } else if (error !== undefined) {
      queue.fail(batch, error, nowMs);
      if (error.recovery === 'refresh-metadata') {
        cluster.noteNotLeader(queue.topicId, queue.partition, error);
      }
      if (error.code === 'INVALID_PRODUCER_EPOCH' && producer.name !== '') onFenced(error);
    }
    this.touch(queue);
  }

  #setTimer(queue: PartitionQueue, nowMs: number): void {
    const wakeAtMs = queue.wakeAtMs(nowMs);
    if (wakeAtMs === undefined || this.#timers.has(queue)) return;
    const timer = this.#options.cluster.clock.setTimer(Math.max(1, wakeAtMs - nowMs), () => {
      this.#timers.delete(queue);
      this.touch(queue);
    });
    this.#timers.set(queue, timer);
  }
}

function isConcerned(queue: PartitionQueue, change: MetadataChange): boolean {
  return change.nodesChanged || change.topicIds.has(queue.topicId);
}

function leaderMoved(queue: PartitionQueue): WeirError {
  return new WeirError(
    'NOT_LEADER_OR_FOLLOWER',
    `The leader of ${queue.topic}/${queue.partition} moved before it answered`,
  );
}
