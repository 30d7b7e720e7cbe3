import type { PreparedTopic, Producer, Weir } from '@weir/client';
import {
  checkPartition,
  isRetriable,
  maxRecordBatchHeaderSize,
  partitionForKey,
  toWeirError,
  WeirError,
} from '@weir/core';
import type { PublishRecord } from '@weir/protos';
import { NamedDelivery, type PostedRecord } from './named-delivery.ts';
import type { PublishGate } from './publish-gate.ts';
import type { PublishJob } from './publish-job.ts';
import { deliveryTimeoutMs, recordOverheadBytes } from './publish-limits.ts';
import { SequenceTable } from './sequence-table.ts';

/** What a publisher works with. */
export interface NamedPublisherOptions {
  readonly name: string;
  readonly weir: Weir;
  readonly gate: PublishGate;
}

/** Name of the header that keeps a named record's sequence in the log, as decimal digits. */
const sequenceHeader = 'weir.sequence';

const bufferBytes = 12 * 1024 * 1024;
const readTimeoutMs = 10_000;
const readsAtOnce = 16;
const maxAttempts = 5;
const maxWaiting = 1_000;

/**
 * A publisher with a name, at this gateway: each of its records is written once, however often and
 * through however many gateways it is sent. See ADR 0008.
 *
 * One request is handled at a time. After anything but success the producer is thrown away: the next one
 * has a higher epoch, which keeps out what the old one may still have on its way, and reads first what is
 * there.
 *
 * Invariants:
 *   - In a partition the publisher's records stand in the order of their sequences.
 *   - A record is called a duplicate only if one of its or a higher sequence is committed.
 * Tests: `named-publish.test.ts` of the integration tests.
 */
export class NamedPublisher {
  readonly #options: NamedPublisherOptions;
  readonly #table = new SequenceTable();
  #producer: Producer | undefined;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** How often a job has failed, and with what the last one. */
  #gaps = 0;
  #lastGap: WeirError | undefined;

  constructor(options: NamedPublisherOptions) {
    this.#options = options;
  }

  /** Whether it has requests at hand. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * Handles a job when its turn comes; resolves when the next one may follow, never rejects.
   * `mayReopen`: whether to fence another gateway that has taken the name, once.
   */
  async run(job: PublishJob, mayReopen: boolean): Promise<void> {
    if (this.#waiting >= maxWaiting) {
      giveUp(job, tooManyWaiting(this.#options.name));
      return;
    }
    this.#waiting += 1;
    const gapsBefore = this.#gaps;
    const turn = this.#tail.then(() => this.#takeTurn(job, mayReopen, gapsBefore));
    this.#tail = turn;
    await turn;
    this.#waiting -= 1;
  }

  /** Gives the producer up; what is known stays. */
  close(): void {
    this.#producer?.abandon();
    this.#producer = undefined;
    this.#table.distrust();
  }

  /** What was sent before one in front of it had failed must not be written before that is sent again. */
  async #takeTurn(job: PublishJob, mayReopen: boolean, gapsBefore: number): Promise<void> {
    if (gapsBefore === this.#gaps) await this.#run(job, mayReopen);
    else giveUp(job, behindGap(this.#lastGap));
    job.allPosted();
    if (job.gap === undefined) return;
    this.#gaps += 1;
    this.#lastGap = job.gap;
  }

  async #run(job: PublishJob, mayReopen: boolean): Promise<void> {
    let reopenings = mayReopen ? 1 : 0;
    for (let attempt = 1; ; attempt += 1) {
      const error = await this.#tryOnce(job);
      if (error === undefined) return;
      this.close();
      const isFenced = error.code === 'INVALID_PRODUCER_EPOCH';
      if (isFenced) reopenings -= 1;
      const isAgain = isFenced ? reopenings >= 0 : error.code === 'PRODUCER_STATE_CHANGED';
      if (!isAgain || job.isSettled || attempt >= maxAttempts) {
        giveUp(job, error);
        return;
      }
    }
  }

  /** One attempt at what has no result yet; resolves with what went wrong. */
  async #tryOnce(job: PublishJob): Promise<WeirError | undefined> {
    const { weir, gate, name } = this.#options;
    this.#producer ??= weir.producer({ name, bufferBytes, deliveryTimeoutMs, stopAtGap: true });
    const producer = this.#producer;
    try {
      await gate.enter(job, producer);
      if (job.isSettled) return givenUp();
      const chosen = this.#choose(job, producer);
      if (chosen.length === 0) return undefined;
      await this.#readNew(chosen, producer);
      if (job.isSettled) return givenUp();
      const delivery = new NamedDelivery(job, this.#table);
      const problem = this.#post(job, producer, { chosen, delivery });
      await Promise.race([delivery.whenDone(), job.whenSettled()]);
      if (!delivery.isDone) return givenUp();
      return delivery.error ?? problem;
    } catch (error) {
      return toWeirError(error);
    }
  }

  /** Where each record goes; those that can go nowhere are refused. */
  #choose(job: PublishJob, producer: Producer): PostedRecord[] {
    const chosen: PostedRecord[] = [];
    for (const [index, record] of job.records.entries()) {
      if (!job.isPending(index)) continue;
      const refusal = job.partOf(index)?.refusal;
      try {
        if (refusal !== undefined) throw refusal;
        const partition = this.#partitionFor(record, producer.prepared(record.topic));
        chosen.push({ index, partition, place: `${record.topic}/${partition}`, record });
      } catch (thrown) {
        const error = toWeirError(thrown);
        if (isRetriable(error)) job.gap ??= error;
        job.refuse(index, error);
      }
    }
    return chosen;
  }

  #partitionFor(record: PublishRecord, topic: PreparedTopic | undefined): number {
    if (topic === undefined) {
      throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic "${record.topic}" was deleted`);
    }
    checkFits(record, topic);
    const { partition, key } = record;
    if (partition !== undefined) return checkPartition(partition, topic.partitionCount);
    return partitionForKey(key ?? this.#options.name, topic.partitionCount);
  }

  /** Asks the log about partitions that this producer has not used yet. */
  async #readNew(chosen: readonly PostedRecord[], producer: Producer): Promise<void> {
    const unread = new Map<string, PostedRecord>();
    for (const each of chosen) {
      this.#table.touch(each.place);
      if (!this.#table.isFresh(each.place)) unread.set(each.place, each);
    }
    const places = [...unread.values()];
    for (let next = 0; next < places.length; next += readsAtOnce) {
      const some = places.slice(next, next + readsAtOnce);
      await Promise.all(some.map((each) => this.#read(each, producer)));
    }
  }

  async #read({ place, record, partition }: PostedRecord, producer: Producer): Promise<void> {
    const options = { timeoutMs: readTimeoutMs };
    const last = await producer.lastRecord(record.topic, partition, options);
    const text = last?.headers?.findLast(({ key }) => key === sequenceHeader)?.value;
    const sequence = text === undefined || text === null ? Number.NaN : Number(text.toString());
    const isKnown = last !== undefined && Number.isSafeInteger(sequence);
    this.#table.read(place, isKnown ? { sequence, offset: last.offset } : undefined);
  }

  #post(
    job: PublishJob,
    producer: Producer,
    {
      chosen,
      delivery,
    }: { readonly chosen: readonly PostedRecord[]; readonly delivery: NamedDelivery },
  ): WeirError | undefined {
    for (const posted of chosen) {
      const { index, partition, place, record } = posted;
      const offset = this.#table.duplicateOf(place, record.sequence ?? 0);
      if (offset !== undefined) {
        job.duplicate(index, partition, offset);
        continue;
      }
      try {
        producer.post(toNamedRecord(record, partition), delivery, index);
      } catch (error) {
        return toWeirError(error);
      }
      job.posted(index, partition);
      delivery.expect(posted);
    }
    return undefined;
  }
}

function toNamedRecord(record: PublishRecord, partition: number) {
  const { topic, key, value = null, timestampMs, sequence = 0 } = record;
  const headers = record.headers
    .filter((header) => header.key !== sequenceHeader)
    .map((header) => ({ key: header.key, value: header.value ?? null }));
  headers.push({ key: sequenceHeader, value: Buffer.from(String(sequence)) });
  return { topic, partition, key, value, headers, timestampMs };
}

/** Refuses what the leader would: there it would stop all that comes behind it. */
function checkFits(record: PublishRecord, { maxMessageBytes }: PreparedTopic): void {
  const { key, value, headers, timestampMs = 0 } = record;
  let bytes = (key?.length ?? 0) + (value?.length ?? 0) + recordOverheadBytes;
  bytes += maxRecordBatchHeaderSize;
  for (const header of headers) {
    bytes += Buffer.byteLength(header.key) + (header.value?.length ?? 0) + headerOverheadBytes;
  }
  if (bytes > maxMessageBytes) {
    throw new WeirError(
      'RECORD_BATCH_TOO_LARGE',
      `Record takes up to ${bytes} bytes, above max.message.bytes ${maxMessageBytes}`,
    );
  }
  if (timestampMs < 0) {
    throw new WeirError('INVALID_TIMESTAMP', `Timestamp ${timestampMs} is before 1970`);
  }
}

const headerOverheadBytes = 16;

/** Its caller does not wait any more; what is on its way may still be written. */
function givenUp(): WeirError {
  return new WeirError('REQUEST_TIMED_OUT', 'The request was given up before it was written');
}

function behindGap(cause: WeirError | undefined): WeirError {
  return new WeirError(
    cause?.code ?? 'CANCELLED',
    `A request in front of this one failed: send both again, in their order`,
    { cause },
  );
}

function giveUp(job: PublishJob, error: WeirError): void {
  job.gap = error;
  job.giveUp(error);
}

function tooManyWaiting(name: string): WeirError {
  return new WeirError(
    'RESOURCE_EXHAUSTED',
    `${maxWaiting} requests of producer "${name}" wait already: a publisher sends one after the other`,
  );
}
