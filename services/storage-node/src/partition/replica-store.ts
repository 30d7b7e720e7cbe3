import type { LeaderEpoch, Offset, TopicId } from '@weir/core';

import { decodeJsonValue, encodeJsonValue } from '../database/json-value.ts';
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
import { lostVote } from '../replication/replica-state.ts';

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
  /**
   * Set when the disk failed under the log: what lies at or above may never have reached the disk,
   * though it can be read, and is cut off before the log is used again.
   */
  readonly trustedEndOffset?: number;
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
  /** What of it cannot be read; then it has no vote, counts as another directory's, and is unclean. */
  readonly damage?: string;
}

/** The mark of a deleted replica (8.5, 8.7). */
export interface Tombstone extends ReplicaKey {
  readonly vote: Vote;
  /** The committed config without this node, where the replica has moved; undefined: deleted. */
  readonly movedTo?: ReplicaConfig;
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

/** Entries of one kind by the names of their replicas; a damaged one has no value. */
type Entries<Value> = Map<string, { readonly key: ReplicaKey; readonly value: Value | undefined }>;

interface TombstoneRecord extends Vote {
  readonly movedTo?: ReplicaConfig;
}

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

  /** Reads everything, at the start. A damaged value concerns its replica, or its topic, alone. */
  async load(): Promise<StoredReplicas> {
    const metadata = await this.#readAll<MetadataRecord>('replicaMetadata');
    const highWatermarks = await this.#readAll<number>('highWatermark');
    const replicas: StoredReplica[] = [];
    for (const [name, { key, value: facts }] of await this.#readAll<ReplicaFacts>('replicaState')) {
      const known = metadata.get(name);
      // Both are written in one batch.
      if (known === undefined) continue;
      const highWatermark = (highWatermarks.get(name)?.value ?? 0) as Offset;
      replicas.push({ ...key, ...toStored(facts, known.value), highWatermark });
    }
    return { replicas, tombstones: await this.#readTombstones(), topics: await this.#readTopics() };
  }

  /** Makes a replica durable (9.4), in place of a tombstone if there is one. */
  async create(key: ReplicaKey, facts: ReplicaFacts, metadata: ReplicaMetadata): Promise<void> {
    const operations = [
      put('replicaState', key, facts),
      put('replicaMetadata', key, toRecord(metadata)),
      remove('tombstone', key),
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
  async bury(key: ReplicaKey, vote: Vote, movedTo?: ReplicaConfig): Promise<void> {
    const record: TombstoneRecord = movedTo === undefined ? vote : { ...vote, movedTo };
    const operations = [
      put('tombstone', key, record),
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
    const value = encodeJsonValue(topic);
    await this.#database.put(topicKey('topicConfig', topic.topicId), value, { sync: true });
  }

  async deleteTopic(topicId: TopicId): Promise<void> {
    await this.#database.batch([{ type: 'del', key: topicKey('topicConfig', topicId) }]);
  }

  async #readTombstones(): Promise<Tombstone[]> {
    const entries = await this.#readAll<TombstoneRecord>('tombstone');
    return [...entries.values()].flatMap(({ key, value }) => {
      // A damaged one must not pass for the deletion of a topic: without it a replica that comes back
      // has lost its vote, and knows it.
      if (value === undefined) return [];
      const { movedTo, ...vote } = value;
      const tombstone = { ...key, vote };
      return [movedTo === undefined ? tombstone : { ...tombstone, movedTo }];
    });
  }

  async #readTopics(): Promise<TopicRecord[]> {
    const entries = await this.#database.entries(kindRange('topicConfig'));
    return entries.flatMap(([key, value]) => {
      // The controller tells again what is missing.
      const topic = decodeJsonValue(value) as TopicRecord | undefined;
      return topic === undefined ? [] : [{ ...topic, topicId: readTopicId(key) }];
    });
  }

  async #readAll<Value>(kind: KeyKind): Promise<Entries<Value>> {
    const found: Entries<Value> = new Map();
    for await (const [bytes, value] of this.#database.iterate(kindRange(kind))) {
      const key = parsePartitionKey(bytes);
      found.set(nameOf(key), { key, value: decodeJsonValue(value) as Value | undefined });
    }
    return found;
  }
}

/** One text for each replica. */
export function nameOf({ topicId, partition }: ReplicaKey): string {
  return `${topicId}/${partition}`;
}

/** Names nobody, so that nothing can be decided by it: the leader's takes its place. */
const unknownConfig: ReplicaConfig = {
  sets: [{ replicas: [], minInsyncReplicas: 1 }],
  offset: -1,
  leaderEpoch: 0 as LeaderEpoch,
};

const lostFacts: ReplicaFacts = { vote: lostVote, isClean: false, isDirty: false };

function toStored(
  facts: ReplicaFacts | undefined,
  metadata: MetadataRecord | undefined,
): Omit<StoredReplica, keyof ReplicaKey | 'highWatermark'> {
  const configs = new ReplicaConfigs(metadata?.configs ?? [unknownConfig]);
  if (facts !== undefined && metadata !== undefined) {
    return { ...facts, configs, directoryId: metadata.directoryId };
  }
  const damage = `The replica's ${facts === undefined ? 'vote' : 'config'} is damaged in the database`;
  return { ...(facts ?? lostFacts), isClean: false, configs, directoryId: '', damage };
}

function toRecord({ configs, directoryId }: ReplicaMetadata): MetadataRecord {
  return { configs: configs.entries, directoryId };
}

function put(kind: KeyKind, key: ReplicaKey, value: unknown): DatabaseOperation {
  return {
    type: 'put',
    key: partitionKey(kind, key.topicId, key.partition),
    value: encodeJsonValue(value),
  };
}

function remove(kind: KeyKind, key: ReplicaKey): DatabaseOperation {
  return { type: 'del', key: partitionKey(kind, key.topicId, key.partition) };
}
