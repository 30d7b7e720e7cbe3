import { nextSequence, type ProducerId, toProducerId, WeirError } from '@weir/core';
import type { ProducerState } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callController } from '../cluster/call-controller.ts';
import { callLeaders } from '../cluster/call-leaders.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { retry } from '../cluster/retry.ts';
import type { PartitionQueue } from './partition-queue.ts';
import type { PartitionIdentity } from './partition-sequence.ts';
import type { LastAppended, LastRecord } from './producer-record.ts';
import { type LastRecordQuery, readLastRecord } from './read-last-record.ts';

interface Registration {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
}

const maxProducerEpoch = 0x7f_ff_ff_ff;

/**
 * Under which id and epoch a producer's batches go.
 *
 * Without a name every queue has a random id of its own, starts at epoch 0, and after a gap goes on
 * under the next epoch, which fences whatever of the old one is still on its way. With a name the
 * controller gives id and epoch; after a gap the leader is asked for the last sequence that it has, and so
 * it is for a queue that takes the place of another: a topic that a lost store had forgotten comes back
 * with its records.
 *
 * Invariants:
 *   - No two batches of a partition get one id, epoch and sequence: a leader would take the second for a
 *     repeat, and acknowledge it without having it.
 * Tests: `producer.test.ts`.
 */
export class ProducerIdentity {
  readonly #cluster: Cluster;
  readonly #name: string;
  /** What `lastAppended` found, −1 for nothing: the first batch goes behind that, or not at all. */
  readonly #lastOffsets = new Map<string, number>();
  /** Partitions, by topic id, that a named producer has written to. */
  readonly #begun = new Set<string>();
  #registering: Promise<Registration> | undefined;

  constructor(cluster: Cluster, name: string) {
    this.#cluster = cluster;
    this.#name = name;
  }

  /** The identity under which the queue's next batches go. */
  async next(queue: PartitionQueue): Promise<PartitionIdentity> {
    return this.#name === '' ? this.#nextUnnamed(queue) : this.#nextNamed(queue);
  }

  /** How far this named producer, or an earlier instance of it, came in a partition. */
  async lastAppended(topic: string, partition: number): Promise<LastAppended | undefined> {
    if (this.#name === '') {
      throw new WeirError('INVALID_REQUEST', 'Only a named producer knows its earlier instances');
    }
    const { producerId } = await this.#registered();
    const state = await this.#describe(topic, partition, producerId);
    this.#lastOffsets.set(placeKey(topic, partition), state?.lastOffset ?? -1);
    return state === undefined
      ? undefined
      : {
          offset: state.lastOffset,
          timestampMs: state.lastTimestampMs,
          sequence: state.lastSequence,
          producerEpoch: state.producerEpoch,
        };
  }

  /** As `lastAppended`, with the record, once that is committed; waits for it for `timeoutMs`. */
  lastRecord(topic: string, partition: number, timeoutMs: number): Promise<LastRecord | undefined> {
    const cluster = this.#cluster;
    const { clock, random, closed: signal } = cluster;
    return retry({ clock, random, timeoutMs, signal, maxBackoffMs: 100 }, async (remainingMs) => {
      const last = await this.lastAppended(topic, partition);
      if (last === undefined) return undefined;
      const { producerId } = await this.#registered();
      const query = { topic, partition, offset: last.offset, producerId };
      const answer = await readLastRecord(cluster, query, remainingMs);
      if (answer.kind === 'unsettled') throw notCommitted(query);
      return { ...last, headers: answer.kind === 'found' ? answer.headers : undefined };
    });
  }

  #nextUnnamed({ lastIdentity: last }: PartitionQueue): PartitionIdentity {
    if (last === undefined || last.producerEpoch === maxProducerEpoch) {
      const producerId = toProducerId(this.#cluster.random.nextSafeInteger());
      return { producerId, producerEpoch: 0, nextSequence: 0 };
    }
    const { producerId, producerEpoch } = last;
    return { producerId, producerEpoch: producerEpoch + 1, nextSequence: 0 };
  }

  async #nextNamed(queue: PartitionQueue): Promise<PartitionIdentity> {
    const own = await this.#registered();
    const place = placeKey(queue.topicId, queue.partition);
    const isFirst = !this.#begun.has(place);
    this.#begun.add(place);
    const next = isFirst ? { ...own, nextSequence: 0 } : await this.#resume(queue, own);
    const expectedLastOffset = this.#lastOffsets.get(placeKey(queue.topic, queue.partition));
    return { ...next, expectedLastOffset };
  }

  #registered(): Promise<Registration> {
    this.#registering ??= this.#register().catch((error: unknown) => {
      this.#registering = undefined;
      throw error;
    });
    return this.#registering;
  }

  async #register(): Promise<Registration> {
    return callController(this.#cluster, async (client, deadlineMs) => {
      const request = { name: this.#name };
      const answer = await callUnary(client, 'registerProducer', request, { deadlineMs });
      return {
        producerId: toProducerId(answer.producerId),
        producerEpoch: answer.producerEpoch,
      };
    });
  }

  /** The leader's word counts: what it has not appended under our epoch is not there. */
  async #resume(queue: PartitionQueue, own: Registration): Promise<PartitionIdentity> {
    const state = await this.#describe(queue.topic, queue.partition, own.producerId);
    if (state !== undefined && state.producerEpoch > own.producerEpoch) {
      throw new WeirError(
        'INVALID_PRODUCER_EPOCH',
        `Producer "${this.#name}" at epoch ${own.producerEpoch} is fenced by ${state.producerEpoch}`,
      );
    }
    const isOurs = state?.producerEpoch === own.producerEpoch;
    return { ...own, nextSequence: isOurs ? nextSequence(state.lastSequence, 1) : 0 };
  }

  async #describe(
    topic: string,
    partition: number,
    producerId: ProducerId,
  ): Promise<ProducerState | undefined> {
    const [answer] = await callLeaders(
      this.#cluster,
      [{ topic, partition }],
      async (client, asked, deadlineMs) => {
        const partitions = asked.map(({ topicId }) => ({ topicId, partition, producerId }));
        const request = { partitions };
        return (await callUnary(client, 'describeProducers', request, { deadlineMs })).partitions;
      },
    );
    return answer?.producers.find((state) => state.producerId === producerId);
  }
}

function notCommitted({ topic, partition, offset }: LastRecordQuery): WeirError {
  return new WeirError(
    'OFFSET_NOT_AVAILABLE',
    `The record at offset ${offset} of ${topic}/${partition} is not committed yet`,
  );
}

function placeKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
