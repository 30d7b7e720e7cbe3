import { Buffer } from 'node:buffer';

import type { Offset, TopicId } from '@weir/core';

import {
  kindRange,
  type KeyKind,
  parsePartitionKey,
  partitionKey,
  readTopicId,
  topicKey,
} from '../database/keys.ts';
import type { NodeDatabase } from '../database/node-database.ts';
import type { DatabaseOperation } from '../database/write-queue.ts';
import type { ReplicaConfig } from '../replication/replica-config.ts';
import { ReplicaConfigs } from '../replication/replica-configs.ts';
import type { Vote } from '../replication/replica-effect.ts';

/** Names a replica of this node. */
export interface ReplicaKey {
  readonly topicId: TopicId;
  readonly partition: number;
}

/** What must never be forgotten: synced before anything depends on it (section 10). */
export interface ReplicaFacts {
  readonly vote: Vote;
  readonly isClean: boolean;
  readonly isDirty: boolean;
}

/** What a replica knows of its partition (1.1). */
export interface ReplicaMetadata {
  readonly configs: ReplicaConfigs;
  /** The data directory that it was created in: in another one it is unclean (6.4). */
  readonly directoryId: string;
}

/** A replica as the database has it. */
export interface StoredReplica extends ReplicaKey, ReplicaFacts, ReplicaMetadata {
  readonly highWatermark: Offset;
}

/** The mark of a deleted replica (8.5, 8.7). */
export interface Tombstone extends ReplicaKey {
  readonly vote: Vote;
}

/** A topic as the controller last told it. */
export interface TopicRecord {
  readonly topicId: TopicId;
  readonly name: string;
  /** Set explicitly, by dotted name. */
  readonly configs: Readonly<Record<string, string>>;
  readonly configVersion: number;
  readonly partitions: number;
}

/** Everything that the node remembers of its replicas. */
export interface StoredReplicas {
  readonly replicas: readonly StoredReplica[];
  readonly tombstones: readonly Tombstone[];
  readonly topics: readonly TopicRecord[];
}

/** Entries of one kind by the names of their replicas. */
type Entries<Value> = Map<string, { readonly key: ReplicaKey; readonly value: Value }>;

interface MetadataRecord {
  readonly configs: readonly ReplicaConfig[];
  readonly directoryId: string;
}

/**
 * The replication state of all replicas in the node's database. Writes that are called in one turn
 * share one batch and one sync: a thousand promises cost as much as one.
 */
export class ReplicaStore {
  readonly #database: NodeDatabase;

  constructor(database: NodeDatabase) {
    this.#database = database;
  }

  /** Reads everything, at the start. */
  async load(): Promise<StoredReplicas> {
    const metadata = await this.#readAll<MetadataRecord>('replicaMetadata');
    const highWatermarks = await this.#readAll<number>('highWatermark');
    const replicas: StoredReplica[] = [];
    for (const [name, { key, value }] of await this.#readAll<ReplicaFacts>('replicaState')) {
      const known = metadata.get(name)?.value;
      // Both are written in one batch.
      if (known === undefined) continue;
      replicas.push({
        ...key,
        ...value,
        configs: new ReplicaConfigs(known.configs),
        directoryId: known.directoryId,
        highWatermark: (highWatermarks.get(name)?.value ?? 0) as Offset,
      });
    }
    return { replicas, tombstones: await this.#readTombstones(), topics: await this.#readTopics() };
  }

  /** Makes a replica durable (9.4). */
  async create(key: ReplicaKey, facts: ReplicaFacts, metadata: ReplicaMetadata): Promise<void> {
    const operations = [
      put('replicaState', key, facts),
      put('replicaMetadata', key, toRecord(metadata)),
    ];
    await this.#database.batch(operations, { sync: true });
  }

  async saveFacts(key: ReplicaKey, facts: ReplicaFacts): Promise<void> {
    await this.#database.batch([put('replicaState', key, facts)], { sync: true });
  }

  async saveMetadata(key: ReplicaKey, metadata: ReplicaMetadata): Promise<void> {
    const operations = [put('replicaMetadata', key, toRecord(metadata))];
    await this.#database.batch(operations, { sync: true });
  }

  /** Checkpoints high watermarks. They may lag, so that nobody waits for the disk. */
  async saveHighWatermarks(entries: readonly (readonly [ReplicaKey, Offset])[]): Promise<void> {
    await this.#database.batch(entries.map(([key, value]) => put('highWatermark', key, value)));
  }

  /** Replaces a replica by its tombstone. */
  async bury(key: ReplicaKey, vote: Vote): Promise<void> {
    const operations = [
      put('tombstone', key, vote),
      remove('replicaState', key),
      remove('replicaMetadata', key),
      remove('highWatermark', key),
    ];
    await this.#database.batch(operations, { sync: true });
  }

  /** Drops a tombstone: all former members have theirs. */
  async forget(key: ReplicaKey): Promise<void> {
    await this.#database.batch([remove('tombstone', key)], { sync: true });
  }

  async saveTopic(topic: TopicRecord): Promise<void> {
    const value = Buffer.from(JSON.stringify(topic));
    await this.#database.put(topicKey('topicConfig', topic.topicId), value, { sync: true });
  }

  async deleteTopic(topicId: TopicId): Promise<void> {
    await this.#database.batch([{ type: 'del', key: topicKey('topicConfig', topicId) }]);
  }

  async #readTombstones(): Promise<Tombstone[]> {
    const entries = await this.#readAll<Vote>('tombstone');
    return [...entries.values()].map(({ key, value }) => ({ ...key, vote: value }));
  }

  async #readTopics(): Promise<TopicRecord[]> {
    const entries = await this.#database.entries(kindRange('topicConfig'));
    return entries.map(([key, value]) => ({
      ...(JSON.parse(value.toString('utf8')) as TopicRecord),
      topicId: readTopicId(key),
    }));
  }

  async #readAll<Value>(kind: KeyKind): Promise<Entries<Value>> {
    const found: Entries<Value> = new Map();
    for await (const [bytes, value] of this.#database.iterate(kindRange(kind))) {
      const key = parsePartitionKey(bytes);
      found.set(nameOf(key), { key, value: JSON.parse(value.toString('utf8')) as Value });
    }
    return found;
  }
}

/** One text for each replica. */
export function nameOf({ topicId, partition }: ReplicaKey): string {
  return `${topicId}/${partition}`;
}

function toRecord({ configs, directoryId }: ReplicaMetadata): MetadataRecord {
  return { configs: configs.entries, directoryId };
}

function put(kind: KeyKind, key: ReplicaKey, value: unknown): DatabaseOperation {
  return {
    type: 'put',
    key: partitionKey(kind, key.topicId, key.partition),
    value: Buffer.from(JSON.stringify(value)),
  };
}

function remove(kind: KeyKind, key: ReplicaKey): DatabaseOperation {
  return { type: 'del', key: partitionKey(kind, key.topicId, key.partition) };
}
