import { type Fence, maxMutationsPerWrite, type MetadataStore, type Mutation } from '@weir/store';
import type { ClusterState } from './cluster-state.ts';
import {
  type NodeRecord,
  partitionKey,
  type PartitionRecord,
  type ProducerRecord,
  type TopicRecord,
} from './records.ts';

/** What the cluster was founded with. */
export interface ClusterRecord {
  readonly clusterId: string;
  readonly groupShards: number;
}

/**
 * Writes the controller's decisions to the metadata store and reads them back.
 *
 * Collections: `cluster` (one document), `nodes`, `topics`, `partitions`, `producers`. The active
 * controller is the only writer; its fence refuses a predecessor's writes.
 */
export class ClusterJournal {
  readonly #store: MetadataStore;
  readonly #fence: Fence;

  constructor(store: MetadataStore, fence: Fence) {
    this.#store = store;
    this.#fence = fence;
  }

  /** Fills a state with what is stored; true when a cluster was founded here. */
  async load(state: ClusterState): Promise<boolean> {
    const [cluster, nodes, topics, partitions] = await Promise.all([
      this.#store.read('cluster', 'cluster'),
      this.#readAll<NodeRecord>('nodes'),
      this.#readAll<TopicRecord>('topics'),
      this.#readAll<PartitionRecord>('partitions'),
    ]);
    for (const node of nodes) state.nodes.set(node.nodeId, node);
    for (const topic of topics) state.topics.set(topic.topicId, topic);
    for (const record of partitions) state.setPartition(record);
    if (cluster === null) return false;

    const { clusterId, groupShards } = JSON.parse(cluster.value) as ClusterRecord;
    state.clusterId = clusterId;
    state.groupShards = groupShards;
    return true;
  }

  async found(record: ClusterRecord): Promise<void> {
    await this.#write([put('cluster', 'cluster', record, 1)]);
  }

  async saveNode(record: NodeRecord): Promise<void> {
    await this.#write([put('nodes', `${record.nodeId}`, record, record.nodeEpoch)]);
  }

  async saveTopic(topic: TopicRecord, partitions: readonly PartitionRecord[] = []): Promise<void> {
    await this.#write([
      ...partitions.map(toMutation),
      put('topics', topic.topicId, topic, topic.configVersion),
    ]);
  }

  async savePartitions(records: readonly PartitionRecord[]): Promise<void> {
    await this.#write(records.map(toMutation));
  }

  async removeTopic({ topicId, partitions }: TopicRecord): Promise<void> {
    const keys = Array.from({ length: partitions }, (_, index) => partitionKey(topicId, index));
    await this.#write([
      ...keys.map((key): Mutation => ({ kind: 'delete', collection: 'partitions', key })),
      { kind: 'delete', collection: 'topics', key: topicId },
    ]);
  }

  async readProducer(name: string): Promise<ProducerRecord | null> {
    const document = await this.#store.read('producers', name);
    return document === null ? null : (JSON.parse(document.value) as ProducerRecord);
  }

  async saveProducer(name: string, record: ProducerRecord): Promise<void> {
    await this.#write([put('producers', name, record, record.producerEpoch)]);
  }

  async #readAll<Record>(collection: string): Promise<Record[]> {
    const documents = await this.#store.readAll(collection);
    return [...documents.values()].map(({ value }) => JSON.parse(value) as Record);
  }

  async #write(mutations: readonly Mutation[]): Promise<void> {
    for (let from = 0; from < mutations.length; from += maxMutationsPerWrite) {
      await this.#store.write(this.#fence, mutations.slice(from, from + maxMutationsPerWrite));
    }
  }
}

function toMutation(record: PartitionRecord): Mutation {
  const key = partitionKey(record.topicId, record.partition);
  return put('partitions', key, record, record.partitionEpoch);
}

function put(collection: string, key: string, record: object, version: number): Mutation {
  return { kind: 'put', collection, key, value: JSON.stringify(record), version };
}
