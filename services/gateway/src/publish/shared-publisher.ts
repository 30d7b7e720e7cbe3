import type { Producer, ProducerAcks, ProducerRecord, Weir } from '@weir/client';
import { type RecordHeader, toWeirError, WeirError } from '@weir/core';
import type { Header, PublishRecord } from '@weir/protos';
import { deliveryTimeoutMs } from './publish-limits.ts';
import type { PublishGate } from './publish-gate.ts';
import type { PublishJob } from './publish-job.ts';

/** Never reached: the gate lets in less, and this is for what batches take beside their records. */
const bufferBytes = 1024 * 1024 * 1024;

/**
 * One producer for each level of acks, shared by all callers: their records go into the same batches.
 */
export class SharedPublisher {
  readonly #weir: Weir;
  readonly #gate: PublishGate;
  readonly #producers = new Map<ProducerAcks, Producer>();

  constructor(weir: Weir, gate: PublishGate) {
    this.#weir = weir;
    this.#gate = gate;
  }

  /**
   * Hands a job's records to the producer, in order. Undefined when that is done at once, else a promise
   * that never rejects: what comes behind it in the same order must wait for it.
   */
  start(job: PublishJob, acks: ProducerAcks): Promise<void> | undefined {
    const producer = this.#producerFor(acks);
    const entering = this.#gate.enter(job, producer);
    if (entering === undefined) {
      postAll(job, producer);
      return undefined;
    }
    return postLater(job, producer, entering);
  }

  #producerFor(acks: ProducerAcks): Producer {
    const known = this.#producers.get(acks);
    if (known !== undefined) return known;
    const producer = this.#weir.producer({ acks, bufferBytes, deliveryTimeoutMs });
    this.#producers.set(acks, producer);
    return producer;
  }
}

async function postLater(
  job: PublishJob,
  producer: Producer,
  entering: Promise<void>,
): Promise<void> {
  await entering;
  postAll(job, producer);
}

function postAll(job: PublishJob, producer: Producer): void {
  if (!job.isSettled) {
    for (const [index, record] of job.records.entries()) post(job, producer, index, record);
  }
  job.allPosted();
}

function post(job: PublishJob, producer: Producer, index: number, record: PublishRecord): void {
  const refusal = job.partOf(index)?.refusal;
  if (refusal !== undefined) {
    job.refuse(index, refusal);
    return;
  }
  try {
    checkSize(record, producer.prepared(record.topic)?.maxMessageBytes);
    job.posted(index, producer.post(toProducerRecord(record), job, index));
  } catch (error) {
    job.refuse(index, toWeirError(error));
  }
}

/** Refuses what no batch of the topic can hold. Near the limit the leader has the last word. */
function checkSize({ key, value }: PublishRecord, maxMessageBytes = Infinity): void {
  const bytes = (key?.length ?? 0) + (value?.length ?? 0);
  if (bytes <= maxMessageBytes) return;
  throw new WeirError(
    'RECORD_BATCH_TOO_LARGE',
    `Record of ${bytes} bytes is above max.message.bytes ${maxMessageBytes}`,
  );
}

/** A published record as the SDK takes it. */
function toProducerRecord(record: PublishRecord): ProducerRecord {
  const { topic, partition, key, value = null, timestampMs } = record;
  const headers = record.headers.length === 0 ? undefined : record.headers.map(toRecordHeader);
  return { topic, partition, key, value, headers, timestampMs };
}

function toRecordHeader({ key, value }: Header): RecordHeader {
  return { key, value: value ?? null };
}
