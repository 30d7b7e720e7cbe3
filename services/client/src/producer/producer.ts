import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { MetadataChange } from '@weir/runtime';
import type { Cluster } from '../cluster/cluster.ts';
import { BatchBuffers } from './batch-buffers.ts';
import { BufferBudget } from './buffer-budget.ts';
import { BulkSend } from './bulk-send.ts';
import { sendInBulk } from './send-in-bulk.ts';
import { Intake } from './intake.ts';
import type { PartitionQueue } from './partition-queue.ts';
import type { PendingSend, ProduceBatch } from './produce-batch.ts';
import { ProducerIdentity } from './producer-identity.ts';
import type { ProducerOptions } from './producer-options.ts';
import type { DeliveryListener } from './posted-run.ts';
import type {
  LastAppended,
  LastRecord,
  ProducerRecord,
  RecordMetadata,
  SendManyOptions,
  SendSummary,
} from './producer-record.ts';
import {
  type ResolvedProducerOptions,
  resolveProducerOptions,
} from './resolve-producer-options.ts';
import { Sender } from './sender.ts';
import { toBatchRecord } from './to-batch-record.ts';
import { traceSend, traceSendMany } from '../tracing/trace-send.ts';
import { type PreparedTopic, TopicQueues } from './topic-queues.ts';

const maxSweepIntervalMs = 500;
const maxIdleBufferBytes = 16 * 1024 * 1024;

/**
 * Sends records, in batches, to the leaders of their partitions.
 *
 * Records of one partition are appended in the order of `send`, each once: batches carry sequence
 * numbers, and retries go out in order.
 */
export class Producer implements AsyncDisposable {
  readonly #cluster: Cluster;
  readonly #options: ResolvedProducerOptions;
  readonly #budget: BufferBudget;
  readonly #buffers: BatchBuffers;
  readonly #identity: ProducerIdentity;
  readonly #sender: Sender;
  readonly #intake: Intake;
  readonly #topics = new Map<string, TopicQueues>();
  readonly #onClosed: (producer: Producer) => void;
  #unsubscribe: (() => void) | undefined;
  #sweep: Timer | undefined;
  #closing: Promise<void> | undefined;
  #fatal: WeirError | undefined;

  /** For `Weir.producer`. */
  constructor(
    cluster: Cluster,
    options: ProducerOptions,
    onClosed: (producer: Producer) => void = () => undefined,
  ) {
    this.#cluster = cluster;
    this.#options = resolveProducerOptions(options);
    this.#onClosed = onClosed;
    this.#budget = new BufferBudget(this.#options.bufferBytes);
    this.#buffers = new BatchBuffers(Math.min(this.#options.bufferBytes, maxIdleBufferBytes));
    this.#identity = new ProducerIdentity(cluster, this.#options.name);
    this.#sender = new Sender({
      cluster,
      producer: this.#options,
      identity: this.#identity,
      onFenced: (error) => {
        this.#stop(error);
      },
    });
    this.#intake = new Intake({
      budget: this.#budget,
      load: (topic) => this.#load(topic),
      append: (record, send) => {
        this.#append(record).addSend(send);
      },
    });
  }

  /**
   * Sends a record; resolves when it is acknowledged. Waits while the buffer is full.
   *
   * Rejects with the `WeirError` of its batch, such as `RECORD_BATCH_TOO_LARGE`,
   * `UNKNOWN_TOPIC_OR_PARTITION` or `DELIVERY_TIMED_OUT`.
   */
  send(record: ProducerRecord): Promise<RecordMetadata> {
    return traceSend(record, (traced) => this.#send(traced));
  }

  #send(record: ProducerRecord): Promise<RecordMetadata> {
    const send: PendingSend = Promise.withResolvers();
    const problem = this.#problem();
    if (problem !== undefined) {
      send.reject(problem);
    } else if (this.#budget.hasRoom && this.#intake.isIdle && this.#topics.has(record.topic)) {
      this.#appendNow(record, send);
    } else {
      this.#intake.enqueue(record, send);
    }
    return send.promise;
  }

  /**
   * Sends many records without a promise for each; resolves when all are acknowledged.
   *
   * Takes records as fast as the buffer allows. When a batch fails, no further records are taken,
   * those taken are still delivered, and it rejects with the first error, whose metadata has
   * `acknowledged_records` and `failed_records`.
   */
  sendMany(
    records: Iterable<ProducerRecord> | AsyncIterable<ProducerRecord>,
    options: SendManyOptions = {},
  ): Promise<SendSummary> {
    return traceSendMany(records, (traced) => this.#sendMany(traced, options));
  }

  async #sendMany(
    records: Iterable<ProducerRecord> | AsyncIterable<ProducerRecord>,
    options: SendManyOptions,
  ): Promise<SendSummary> {
    const bulk = new BulkSend(options.onBatch);
    await this.#intake.whenIdle();
    await sendInBulk(records, bulk, {
      signal: options.signal,
      budget: this.#budget,
      problem: () => this.#problem(),
      isLoaded: (topic) => this.#topics.has(topic),
      load: (topic) => this.#load(topic),
      append: (record) => {
        this.#append(record).addBulk(bulk);
      },
    });
    return bulk.complete();
  }

  /**
   * Learns of a topic, for `post`. Rejects with `UNKNOWN_TOPIC_OR_PARTITION` when there is none, and with
   * what keeps the metadata away.
   */
  async prepare(topic: string): Promise<PreparedTopic> {
    await this.#load(topic);
    const prepared = this.#topics.get(topic);
    if (prepared === undefined) throw topicGone(topic);
    return prepared;
  }

  /** A topic that records may be posted to; undefined before `prepare` and once it is deleted. */
  prepared(topic: string): PreparedTopic | undefined {
    return this.#topics.get(topic);
  }

  /**
   * Takes a record now, or throws: for those who relay what others send, without a promise for each
   * record. The listener is told under the token what became of it. Returns the record's partition.
   *
   * Throws `BUFFER_EXHAUSTED` instead of waiting, `UNKNOWN_TOPIC_OR_PARTITION` for a topic that is not
   * prepared, and what `send` rejects with before a record has left. Not to be mixed with `send` on one
   * producer: records that wait in its line are overtaken.
   */
  post(record: ProducerRecord, listener: DeliveryListener, token: number): number {
    const problem = this.#problem();
    if (problem !== undefined) throw problem;
    if (!this.#budget.hasRoom) throw bufferExhausted(this.#options.bufferBytes);
    const batch = this.#append(record);
    batch.addPost(listener, token);
    return batch.partition;
  }

  /** Sends what waits; resolves when all records sent before are acknowledged or have failed. */
  async flush(): Promise<void> {
    await this.#intake.whenIdle();
    const batches = this.#queues().flatMap((queue) => {
      const waiting = queue.flush();
      if (waiting.length > 0) this.#sender.touch(queue);
      return waiting;
    });
    await Promise.all(batches.map((batch) => batch.whenSettled()));
  }

  /** For a named producer: how far it or an earlier instance came, undefined when it never wrote. */
  async lastAppended(topic: string, partition: number): Promise<LastAppended | undefined> {
    await this.#cluster.connect();
    return this.#identity.lastAppended(topic, partition);
  }

  /**
   * For a named producer: the last record that it or an earlier instance wrote, once it is committed;
   * undefined when none is known. What this producer then sends first to the partition is refused with
   * `PRODUCER_STATE_CHANGED` if an earlier instance has appended more meanwhile.
   */
  async lastRecord(
    topic: string,
    partition: number,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<LastRecord | undefined> {
    await this.#cluster.connect();
    return this.#identity.lastRecord(topic, partition, timeoutMs);
  }

  /** Ends without a flush: what is not acknowledged yet is rejected, though it may have been written. */
  abandon(): void {
    if (this.#closing !== undefined) return;
    this.#closing = Promise.resolve();
    const error = closedError();
    this.#stop(error);
    this.#budget.rejectAll(error);
    this.#unsubscribe?.();
    this.#sweep?.cancel();
    this.#sender.cancel();
    this.#onClosed(this);
  }

  /** Flushes and ends; records that are sent later are rejected. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.flush();
    this.#intake.close(closedError());
    this.#budget.rejectAll(closedError());
    this.#unsubscribe?.();
    this.#sweep?.cancel();
    this.#sender.close();
    this.#onClosed(this);
  }

  /** Ends at once: nothing that is sent can succeed any more. */
  #stop(error: WeirError): void {
    if (this.#fatal !== undefined) return;
    this.#fatal = error;
    this.#intake.close(error);
    for (const queue of this.#queues()) queue.failAll(error);
  }

  #problem(): WeirError | undefined {
    if (this.#fatal !== undefined) return this.#fatal;
    return this.#closing === undefined ? undefined : closedError();
  }

  #appendNow(record: ProducerRecord, send: PendingSend): void {
    try {
      this.#append(record).addSend(send);
    } catch (error) {
      send.reject(toWeirError(error));
    }
  }

  #append(record: ProducerRecord): ProduceBatch {
    const { clock } = this.#cluster;
    const topic = this.#topics.get(record.topic);
    if (topic === undefined) throw topicGone(record.topic);
    const queue = topic.queueFor(record);
    const batch = queue.append(
      toBatchRecord(record, clock.nowMs()),
      topic.targetBytes,
      clock.monotonicMs(),
    );
    this.#budget.take(batch.sizeBytes - batch.chargedBytes);
    batch.chargedBytes = batch.sizeBytes;
    this.#sender.touch(queue);
    if (this.#sweep === undefined) this.#scheduleSweep();
    return batch;
  }

  async #load(name: string): Promise<void> {
    if (this.#topics.has(name)) return;
    const topic = await this.#cluster.topic(name);
    this.#unsubscribe ??= this.#cluster.onChange((change) => {
      this.#onMetadata(change);
    });
    if (this.#topics.has(name)) return;
    const { random } = this.#cluster;
    this.#topics.set(
      name,
      new TopicQueues(topic, {
        cluster: this.#cluster,
        producer: this.#options,
        random,
        buffers: this.#buffers,
        onReleased: (bytes) => {
          this.#budget.release(bytes);
        },
      }),
    );
  }

  #onMetadata(change: MetadataChange | undefined): void {
    const { view } = this.#cluster;
    for (const topic of this.#topics.values()) {
      const known = view.topicById(topic.topicId);
      if (known === undefined) void this.#forgetIfGone(topic);
      else if (change?.topicIds.has(topic.topicId) === true) topic.update(known);
    }
    this.#sender.onMetadata(this.#queues(), change);
  }

  /** A deleted topic's records fail; a topic of the same name, if there is one, is another. */
  async #forgetIfGone(topic: TopicQueues): Promise<void> {
    if (!(await this.#cluster.isGone(topic.topicId, topic.name))) return;
    if (this.#topics.get(topic.name) === topic) this.#topics.delete(topic.name);
    for (const queue of topic.queues()) {
      queue.failAll(topicGone(topic.name));
      this.#sender.forget(queue);
    }
  }

  #queues(): PartitionQueue[] {
    return [...this.#topics.values()].flatMap((topic) => topic.queues());
  }

  /** Looks for batches and requests that have waited too long, while there are any. */
  #scheduleSweep(): void {
    const { clock } = this.#cluster;
    const { deliveryTimeoutMs } = this.#options;
    const intervalMs = Math.min(maxSweepIntervalMs, Math.ceil(deliveryTimeoutMs / 4));
    this.#sweep = clock.setTimer(intervalMs, () => {
      this.#sweep = undefined;
      const nowMs = clock.monotonicMs();
      const busy = this.#queues().filter((queue) => !queue.isEmpty);
      for (const queue of busy) queue.expire(nowMs);
      this.#sender.expire(nowMs);
      if (busy.length > 0) this.#scheduleSweep();
    });
  }
}

function closedError(): WeirError {
  return new WeirError('CANCELLED', 'The producer is closed');
}

function bufferExhausted(bytes: number): WeirError {
  return new WeirError(
    'BUFFER_EXHAUSTED',
    `All ${bytes} bytes of the producer's buffer wait for acknowledgement: try again later`,
  );
}

function topicGone(topic: string): WeirError {
  return new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `Topic "${topic}" was deleted, or this user may not describe it any more`,
  );
}
