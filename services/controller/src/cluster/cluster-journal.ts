import { toWeirError, WeirError } from '@weir/core';
import type { SecurityDocument } from '@weir/protos';
import { fromStoredSecurity, type StoredSecurity, toStoredSecurity } from '@weir/runtime';
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

/** A partition's new record in place of the one that is stored; undefined: none is. */
export interface PartitionWrite {
  readonly record: PartitionRecord;
  readonly previous: PartitionRecord | undefined;
}

/** Where to write, with which right, and whom to tell that it is gone. */
export interface ClusterJournalOptions {
  readonly store: MetadataStore;
  readonly fence: Fence;
  /** The store has seen a newer controller, or holds something else than was written to it. */
  readonly onFenced: (error: WeirError) => void;
}

/** Of documents that were written before these fields were. */
const nodeDefaults = { decommission: null, drain: null, externalAddress: '' };
const partitionDefaults = { reassignment: null };

/** Codes that say: somebody else decides now, or the store is not the one that was read. */
const fencingCodes = new Set(['STORE_FENCED', 'STORE_CONFLICT']);

/**
 * Writes the controller's decisions to the metadata store and reads them back.
 *
 * Collections: `cluster` (one document), `nodes`, `topics`, `partitions` (version: the partition
 * epoch), `producers`, `security` (one document, by its own version). The active controller is the only
 * writer; its fence refuses a predecessor's writes, and the partition epoch shows a store that was rolled
 * back.
 */
export class ClusterJournal {
  readonly #options: ClusterJournalOptions;

  constructor(options: ClusterJournalOptions) {
    this.#options = options;
  }

  /** Fills a state with what is stored; true when a cluster was founded here. */
  async load(state: ClusterState): Promise<boolean> {
    const [cluster, nodes, topics, partitions] = await Promise.all([
      this.#options.store.read('cluster', 'cluster'),
      this.#readAll<NodeRecord>('nodes'),
      this.#readAll<TopicRecord>('topics'),
      this.#readAll<PartitionRecord>('partitions'),
    ]);
    for (const node of nodes) state.nodes.set(node.nodeId, { ...nodeDefaults, ...node });
    for (const topic of topics) state.topics.set(topic.topicId, topic);
    for (const record of partitions) state.setPartition({ ...partitionDefaults, ...record });
    if (cluster === null) return false;

    const { clusterId, groupShards } = JSON.parse(cluster.value) as ClusterRecord;
    state.clusterId = clusterId;
    state.groupShards = groupShards;
    return true;
  }

  /** Fails unless the store answers and this controller may still write to it. */
  async check(): Promise<void> {
    await this.#write([]);
  }

  async found(record: ClusterRecord): Promise<void> {
    await this.#write([put('cluster', 'cluster', record, 1)]);
  }

  async saveNode(record: NodeRecord): Promise<void> {
    await this.#write([put('nodes', `${record.nodeId}`, record, record.nodeEpoch)]);
  }

  async removeNode(nodeId: number): Promise<void> {
    await this.#write([{ kind: 'delete', collection: 'nodes', key: `${nodeId}` }]);
  }

  /** At most `maxMutationsPerWrite` records together; partitions before their topics. */
  async save(
    partitions: readonly PartitionWrite[],
    topics: readonly TopicRecord[] = [],
  ): Promise<void> {
    await this.#write([
      ...partitions.map(toMutation),
      ...topics.map((topic) => put('topics', topic.topicId, topic, topic.configVersion)),
    ]);
  }

  async removeTopic({ topicId, partitions }: TopicRecord): Promise<void> {
    const keys = Array.from({ length: partitions }, (_, index) => partitionKey(topicId, index));
    await this.#write([
      ...keys.map((key): Mutation => ({ kind: 'delete', collection: 'partitions', key })),
      { kind: 'delete', collection: 'topics', key: topicId },
    ]);
  }

  async readProducer(name: string): Promise<ProducerRecord | null> {
    const document = await this.#options.store.read('producers', name);
    return document === null ? null : (JSON.parse(document.value) as ProducerRecord);
  }

  async saveProducer(name: string, record: ProducerRecord): Promise<void> {
    await this.#write([put('producers', name, record, record.producerEpoch)]);
  }

  /** Null when there has never been one, or the store has lost it. */
  async readSecurity(): Promise<SecurityDocument | null> {
    const document = await this.#options.store.read('security', 'security');
    if (document === null) return null;
    return fromStoredSecurity(JSON.parse(document.value) as StoredSecurity);
  }

  /** In place of the version that is stored; null: none is. */
  async saveSecurity(document: SecurityDocument, expectedVersion: number | null): Promise<void> {
    const record = toStoredSecurity(document);
    await this.#write([
      { ...put('security', 'security', record, document.version), expectedVersion },
    ]);
  }

  async #readAll<Stored>(collection: string): Promise<Stored[]> {
    const documents = await this.#options.store.readAll(collection);
    return [...documents.values()].map(({ value }) => JSON.parse(value) as Stored);
  }

  async #write(mutations: readonly Mutation[]): Promise<void> {
    const chunks = Math.max(1, Math.ceil(mutations.length / maxMutationsPerWrite));
    try {
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        const from = chunk * maxMutationsPerWrite;
        await this.#writeChunk(mutations.slice(from, from + maxMutationsPerWrite));
      }
    } catch (error) {
      const known = toWeirError(error);
      if (fencingCodes.has(known.code)) this.#options.onFenced(known);
      throw known.code === 'STORE_FENCED' ? replaced(known) : known;
    }
  }

  async #writeChunk(mutations: readonly Mutation[]): Promise<void> {
    const { store, fence } = this.#options;
    const results = await store.write(fence, mutations);
    for (const [index, result] of results.entries()) {
      const mutation = mutations[index];
      if (result.ok || mutation?.kind !== 'put') continue;
      // A write whose answer was lost may have been made: then it is what is stored.
      const stored = await store.read(mutation.collection, mutation.key);
      if (stored?.value === mutation.value) continue;
      throw new WeirError(
        'STORE_CONFLICT',
        `${mutation.collection} ${mutation.key} has version ${result.actualVersion} in the ` +
          `metadata store, expected was ${mutation.expectedVersion}`,
      );
    }
  }
}

/** Whoever asked may ask the new one, which knows what was written before. */
function replaced(cause: WeirError): WeirError {
  const message = 'Another controller took over while this one was writing';
  return new WeirError('UNAVAILABLE', message, { cause });
}

function toMutation({ record, previous }: PartitionWrite): Mutation {
  return {
    ...put(
      'partitions',
      partitionKey(record.topicId, record.partition),
      record,
      record.partitionEpoch,
    ),
    expectedVersion: previous?.partitionEpoch ?? null,
  };
}

function put(collection: string, key: string, record: object, version: number) {
  return { kind: 'put', collection, key, value: JSON.stringify(record), version } as const;
}
