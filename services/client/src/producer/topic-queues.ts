import {
  checkPartition,
  maxRecordBatchBytes,
  parseTopicConfigs,
  partitionForKey,
  type Random,
  StickyRoundRobin,
} from '@weir/core';
import type { Topic } from '@weir/protos';
import type { Cluster } from '../cluster/cluster.ts';
import type { BatchBuffers } from './batch-buffers.ts';
import { PartitionQueue } from './partition-queue.ts';
import type { ProducerRecord } from './producer-record.ts';
import type { ResolvedProducerOptions } from './resolve-producer-options.ts';

/** What a producer knows of a topic that it may be posted records for. */
export interface PreparedTopic {
  readonly partitionCount: number;
  /** `max.message.bytes`: the largest batch, and so more than the largest record. */
  readonly maxMessageBytes: number;
}

/** What the queues of a topic need from their producer. */
export interface TopicQueuesOptions {
  readonly cluster: Cluster;
  readonly producer: ResolvedProducerOptions;
  readonly random: Random;
  readonly buffers: BatchBuffers;
  readonly onReleased: (bytes: number) => void;
}

/**
 * The queues of one topic, and the choice among them: explicit, by key, or sticky round robin.
 *
 * Invariants:
 *   - A queue, once made, stays until the topic is gone: batches of a partition stay in one order.
 * Tests: `producer.test.ts`.
 */
export class TopicQueues implements PreparedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly #options: TopicQueuesOptions;
  readonly #queues: PartitionQueue[] = [];
  readonly #sticky: StickyRoundRobin;
  #partitionCount = 0;
  #maxMessageBytes = 0;

  constructor(topic: Topic, options: TopicQueuesOptions) {
    this.name = topic.name;
    this.topicId = topic.topicId;
    this.#options = options;
    this.#sticky = new StickyRoundRobin(options.random.nextInt(2 ** 31));
    this.update(topic);
  }

  get partitionCount(): number {
    return this.#partitionCount;
  }

  get maxMessageBytes(): number {
    return this.#maxMessageBytes;
  }

  /** Size at which a batch of this topic is full. */
  get targetBytes(): number {
    return Math.min(this.#options.producer.batchBytes, this.#maxMessageBytes);
  }

  /** Takes in added partitions and changed configs. */
  update(topic: Topic): void {
    this.#partitionCount = topic.partitions.length;
    this.#maxMessageBytes = maxMessageBytesOf(topic);
  }

  /** All queues made so far. */
  queues(): readonly PartitionQueue[] {
    return this.#queues.filter((queue) => queue !== undefined);
  }

  /** The queue that a record goes to; throws for a partition that does not exist. */
  queueFor(record: ProducerRecord): PartitionQueue {
    return this.#queue(this.#partitionFor(record));
  }

  #partitionFor({ key, partition }: ProducerRecord): number {
    if (partition !== undefined) return checkPartition(partition, this.#partitionCount);
    if (key !== undefined && key !== null) return partitionForKey(key, this.#partitionCount);
    return this.#sticky.current(this.#partitionCount);
  }

  #queue(partition: number): PartitionQueue {
    return (this.#queues[partition] ??= this.#makeQueue(partition));
  }

  #makeQueue(partition: number): PartitionQueue {
    const { producer, random, buffers, onReleased } = this.#options;
    return new PartitionQueue({
      topic: this.name,
      topicId: this.topicId,
      partition,
      maxInFlight: producer.maxInFlight,
      lingerMs: producer.lingerMs,
      deliveryTimeoutMs: producer.deliveryTimeoutMs,
      isIdempotent: producer.isIdempotent,
      stopsAtGap: producer.stopAtGap,
      random,
      buffers,
      onReleased,
      onClosed: () => {
        this.#moveOnFrom(partition);
      },
    });
  }

  /** The next partition with a leader, if any has one. */
  #moveOnFrom(partition: number): void {
    const { cluster } = this.#options;
    for (let tried = 0; tried < this.#partitionCount; tried += 1) {
      const current = this.#sticky.current(this.#partitionCount);
      const mayStay = current !== partition;
      if (mayStay && cluster.leaderOf(this.topicId, current) !== undefined) return;
      this.#sticky.moveOn();
    }
  }
}

const defaultMaxMessageBytes = parseTopicConfigs({}, { replicationFactor: 1 }).maxMessageBytes;

/** Read by itself, so that configs of a later version do not matter. */
function maxMessageBytesOf({ configs }: Topic): number {
  const limit = Number(configs['max.message.bytes'] ?? defaultMaxMessageBytes);
  return Math.min(limit, maxRecordBatchBytes);
}
