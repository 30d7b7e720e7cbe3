import { maxMutationsPerWrite } from '@weir/store';
import type { ClusterJournal, PartitionWrite } from './cluster-journal.ts';
import type { ClusterState } from './cluster-state.ts';
import { KeyedQueue } from './keyed-queue.ts';
import {
  type NodeRecord,
  partitionKey,
  type PartitionRecord,
  type TopicRecord,
} from './records.ts';
import { SerialQueue } from './serial-queue.ts';

/** A change of one record, made of what is known at the moment of writing; undefined: no change. */
export interface RecordChange<Stored> {
  readonly key: string;
  readonly change: (known: Stored | undefined) => Stored | undefined;
}

/** Changes that are written together. */
export interface ClusterChange {
  /** By topic id. */
  readonly topics?: readonly RecordChange<TopicRecord>[];
  /** By `<topic-id>/<partition>`. The writer counts the partition epoch. */
  readonly partitions?: readonly RecordChange<PartitionRecord>[];
}

/** The records that changed. */
export interface ChangedRecords {
  readonly topics: readonly TopicRecord[];
  readonly partitions: readonly PartitionRecord[];
}

/**
 * The one way to change topics, partitions and nodes: first in the store, then in memory, one change after
 * another, so that none is made of a record that another one is about to replace. Each node has a queue of
 * its own.
 *
 * Invariants:
 *   - What is in memory was stored before.
 *   - The partition epoch grows by one with each change of a partition.
 * Tests: `cluster-writer.test.ts`.
 */
export class ClusterWriter {
  readonly #state: ClusterState;
  readonly #journal: ClusterJournal;
  readonly #queue = new SerialQueue();
  readonly #nodeQueues = new KeyedQueue();

  constructor(state: ClusterState, journal: ClusterJournal) {
    this.#state = state;
    this.#journal = journal;
  }

  update(change: ClusterChange): Promise<ChangedRecords> {
    return this.#queue.run(() => this.#update(change));
  }

  /** Replaces the record of a node by what is made of the one that is known. */
  updateNode(
    nodeId: number,
    change: (known: NodeRecord | undefined) => NodeRecord,
  ): Promise<NodeRecord> {
    return this.#nodeQueues.run(`${nodeId}`, async () => {
      const record = change(this.#state.nodes.get(nodeId));
      await this.#journal.saveNode(record);
      this.#state.nodes.set(nodeId, record);
      return record;
    });
  }

  /** Forgets a node; `check` may refuse. */
  removeNode(nodeId: number, check: () => void): Promise<void> {
    return this.#nodeQueues.run(`${nodeId}`, async () => {
      check();
      await this.#journal.removeNode(nodeId);
      this.#state.nodes.delete(nodeId);
    });
  }

  /** Forgets a topic that nobody holds any more. */
  remove(topic: TopicRecord): Promise<void> {
    return this.#queue.run(async () => {
      await this.#journal.removeTopic(topic);
      this.#state.removeTopic(topic.topicId);
    });
  }

  async #update(change: ClusterChange): Promise<ChangedRecords> {
    const topics = (change.topics ?? []).flatMap(
      (topic) => topic.change(this.#state.topics.get(topic.key)) ?? [],
    );
    const writes = (change.partitions ?? []).flatMap((partition) => this.#toWrite(partition) ?? []);
    for (let from = 0; from < writes.length; from += maxMutationsPerWrite) {
      await this.#savePartitions(writes.slice(from, from + maxMutationsPerWrite));
    }
    for (let from = 0; from < topics.length; from += maxMutationsPerWrite) {
      const chunk = topics.slice(from, from + maxMutationsPerWrite);
      await this.#journal.save([], chunk);
      for (const topic of chunk) this.#state.topics.set(topic.topicId, topic);
    }
    return { topics, partitions: writes.map(({ record }) => record) };
  }

  async #savePartitions(writes: readonly PartitionWrite[]): Promise<void> {
    await this.#journal.save(writes);
    for (const { record } of writes) this.#state.setPartition(record);
  }

  #toWrite({ key, change }: RecordChange<PartitionRecord>): PartitionWrite | undefined {
    const previous = this.#state.partitions.get(key);
    const changed = change(previous);
    if (changed === undefined) return undefined;
    const partitionEpoch = (previous?.partitionEpoch ?? 0) + 1;
    return { previous, record: { ...changed, partitionEpoch } };
  }
}

/** A record that is written whatever was there. */
export function replaceWith<Stored extends TopicRecord | PartitionRecord>(
  record: Stored,
): RecordChange<Stored> {
  const key =
    'partition' in record ? partitionKey(record.topicId, record.partition) : record.topicId;
  return { key, change: () => record };
}
