import { type LeaderEpoch, type TopicId, toWeirError, WeirError } from '@weir/core';

import type { LogEnvironment } from '../log/log-environment.ts';
import { PartitionLog } from '../log/partition-log.ts';
import type { ReplicaSet } from '../replication/replica-config.ts';
import { ReplicaConfigs } from '../replication/replica-configs.ts';
import type { DurableEffect } from '../replication/replica-effect.ts';
import { type DurableReplica, noVote } from '../replication/replica-state.ts';
import { planRestart } from '../replication/restart.ts';
import { mapWithLimit } from './map-with-limit.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import { Partition } from './partition.ts';
import { boundsOf } from './replica-driver.ts';
import {
  nameOf,
  type ReplicaKey,
  type StoredReplica,
  type StoredReplicas,
  type Tombstone,
  type TopicRecord,
} from './replica-store.ts';
import type { TopicRegistry } from './topic-registry.ts';

/** How the last life of the data directory ended. */
export interface LastLife {
  readonly wasShutDownCleanly: boolean;
  readonly mayHaveLostWrites: boolean;
  readonly isAmnesiac: boolean;
}

/** What a registry works with. */
export interface PartitionRegistryOptions {
  readonly environment: Omit<PartitionEnvironment, 'failed'>;
  readonly logs: LogEnvironment;
  readonly topics: TopicRegistry;
}

/** A replica that a controller wants to have. */
export interface ReplicaCreation extends ReplicaKey {
  readonly set: ReplicaSet;
  /** True only when the partition is created. */
  readonly isClean: boolean;
  /** The data directory that was meant; empty for whichever there is. */
  readonly directoryId: string;
}

/** A replica that cannot be used. */
export interface FailedReplica extends ReplicaKey {
  readonly reason: string;
}

const openLimit = 16;

/**
 * The replicas of this node, by topic and partition: open ones, those whose log does not open, and the
 * tombstones of deleted ones.
 *
 * Invariants:
 *   - A replica is created at most once, and never where there is a tombstone (8.5, 9.4).
 *   - Nothing is deleted before its tombstone is durable.
 * Tests: `storage-node.test.ts`.
 */
export class PartitionRegistry {
  readonly #environment: PartitionEnvironment;
  readonly #logs: LogEnvironment;
  readonly #topics: TopicRegistry;
  readonly #partitions = new Map<string, Partition>();
  readonly #unopened = new Map<string, { readonly key: ReplicaKey; readonly error: WeirError }>();
  readonly #tombstones = new Map<string, Tombstone>();
  /** Creations and deletions under way: one at a time for each replica. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor({ environment, logs, topics }: PartitionRegistryOptions) {
    this.#logs = logs;
    this.#topics = topics;
    this.#environment = {
      ...environment,
      failed: (partition) => {
        if (partition.log.state === 'quarantined') void this.#startAnew(partition);
      },
    };
  }

  get size(): number {
    return this.#partitions.size;
  }

  get tombstones(): readonly Tombstone[] {
    return [...this.#tombstones.values()];
  }

  /** Replicas whose log does not open. */
  get unopened(): readonly ReplicaKey[] {
    return [...this.#unopened.values()].map(({ key }) => keyOf(key));
  }

  /** Replicas that cannot be used, and why. */
  get failures(): FailedReplica[] {
    const failures: FailedReplica[] = [...this.#unopened.values()].map(({ key, error }) => ({
      ...keyOf(key),
      reason: error.message,
    }));
    for (const { key, failure } of this.#partitions.values()) {
      if (failure !== undefined) failures.push({ ...key, reason: failure.message });
    }
    return failures;
  }

  all(): Iterable<Partition> {
    return this.#partitions.values();
  }

  find(topicId: string, partition: number): Partition | undefined {
    return this.#partitions.get(`${topicId}/${partition}`);
  }

  /** The replica, open; throws `UNKNOWN_TOPIC_OR_PARTITION` or `STORAGE_ERROR`. */
  get(topicId: string, partition: number): Partition {
    const found = this.find(topicId, partition);
    if (found !== undefined) return found;
    const unopened = this.#unopened.get(`${topicId}/${partition}`);
    throw unopened?.error ?? unknown(topicId, partition);
  }

  /** Opens everything that the database knows of. */
  async open(stored: StoredReplicas, lastLife: LastLife): Promise<void> {
    for (const tombstone of stored.tombstones) this.#tombstones.set(nameOf(tombstone), tombstone);
    await mapWithLimit(stored.replicas, openLimit, async (replica) => {
      try {
        this.#partitions.set(nameOf(replica), await this.#openOne(replica, lastLife));
      } catch (error) {
        this.#environment.logger.error({ ...keyOf(replica), err: error }, 'replica does not open');
        this.#unopened.set(nameOf(replica), { key: replica, error: toWeirError(error) });
      }
    });
  }

  /** Makes a replica (9.4); a late call for one that exists changes nothing. */
  create(creation: ReplicaCreation): Promise<void> {
    return this.#change(creation, async () => {
      const name = nameOf(creation);
      if (this.#tombstones.has(name)) throw unknown(creation.topicId, creation.partition);
      if (this.#partitions.has(name) || this.#unopened.has(name)) return;
      this.#partitions.set(name, await this.#createOne(creation));
    });
  }

  /** Replaces a replica by its tombstone; without one of either there is a tombstone afterwards. */
  delete(key: ReplicaKey): Promise<void> {
    return this.#change(key, async () => {
      const name = nameOf(key);
      if (this.#tombstones.has(name)) return;
      const partition = this.#partitions.get(name);
      const vote = partition?.state.vote ?? noVote;
      if (partition === undefined) await this.#buryUnopened(key);
      else await partition.bury();
      this.#partitions.delete(name);
      this.#unopened.delete(name);
      this.#tombstones.set(name, { ...keyOf(key), vote });
    });
  }

  /** Drops a tombstone. */
  forget(key: ReplicaKey): Promise<void> {
    return this.#change(key, async () => {
      await this.#environment.store.forget(key);
      this.#tombstones.delete(nameOf(key));
      const isOfTopic = ({ topicId }: ReplicaKey): boolean => topicId === key.topicId;
      const isLast =
        ![...this.#partitions.values()].some((partition) => isOfTopic(partition.key)) &&
        !this.tombstones.some(isOfTopic);
      if (isLast) await this.#topics.remove(key.topicId);
    });
  }

  /** Takes what a controller says of a topic. */
  async updateTopic(topic: TopicRecord): Promise<void> {
    if (!(await this.#topics.update(topic))) return;
    for (const partition of this.#partitions.values()) {
      if (partition.key.topicId !== topic.topicId) continue;
      partition.configure(this.#configOf(topic.topicId, partition.state.configs));
    }
  }

  /** Closes every log: nobody waits for an answer afterwards. */
  async close(reason: WeirError): Promise<void> {
    await Promise.allSettled(this.#changes.values());
    await mapWithLimit([...this.#partitions.values()], openLimit, (partition) =>
      partition.close(reason),
    );
  }

  async #buryUnopened(key: ReplicaKey): Promise<void> {
    await this.#environment.store.bury(key, noVote);
    const directory = this.#logs.partitionDirectory(key.topicId, key.partition);
    await this.#logs.fileSystem.removeDirectory(directory);
  }

  #change<Result>(key: ReplicaKey, work: () => Promise<Result>): Promise<Result> {
    const name = nameOf(key);
    const before = this.#changes.get(name) ?? Promise.resolve();
    const change = before.then(work, work);
    this.#changes.set(name, change);
    const finish = (): void => {
      if (this.#changes.get(name) === change) this.#changes.delete(name);
    };
    change.then(finish, finish);
    return change;
  }

  async #createOne(creation: ReplicaCreation): Promise<Partition> {
    const { store, directoryId } = this.#environment;
    if (creation.directoryId !== '' && creation.directoryId !== directoryId) {
      throw new WeirError(
        'REPLICA_NOT_AVAILABLE',
        `Data directory ${creation.directoryId} was meant, this one is ${directoryId}`,
      );
    }
    const configs = new ReplicaConfigs([
      { sets: [creation.set], offset: -1, leaderEpoch: 0 as LeaderEpoch },
    ]);
    const key = keyOf(creation);
    const facts = { vote: noVote, isClean: creation.isClean, isDirty: false };
    await store.create(key, facts, { configs, directoryId });
    const config = this.#configOf(key.topicId, configs);
    const log = await PartitionLog.open(this.#logs, { ...key, config });
    const durable = { ...facts, configs, epochs: log.epochs.entries(), isSetAside: false };
    return new Partition({
      key,
      log,
      durable,
      highWatermark: log.logStartOffset,
      config,
      environment: this.#environment,
    });
  }

  async #openOne(replica: StoredReplica, lastLife: LastLife): Promise<Partition> {
    const key = keyOf(replica);
    const config = this.#configOf(key.topicId, replica.configs);
    const log = await PartitionLog.open(this.#logs, { ...key, config });
    const { durable, effects } = planRestart({
      ...lastLife,
      isAmnesiac: lastLife.isAmnesiac || replica.directoryId !== this.#environment.directoryId,
      durable: { ...replica, epochs: log.epochs.entries(), isSetAside: false },
      logEndOffset: boundsOf(log).logEndOffset,
      isDamaged: log.state === 'quarantined',
    });
    await this.#save(key, log, durable, effects);
    return new Partition({
      key,
      log,
      durable,
      highWatermark: replica.highWatermark,
      config,
      environment: this.#environment,
    });
  }

  /** What a restart found must be durable before the replica does anything (6.2, 6.3). */
  async #save(
    key: ReplicaKey,
    log: PartitionLog,
    durable: DurableReplica,
    effects: readonly DurableEffect[],
  ): Promise<void> {
    const { store, directoryId } = this.#environment;
    const kinds = new Set(effects.map(({ kind }) => kind));
    if (kinds.has('saveClean') || kinds.has('saveDirty')) {
      const { vote, isClean, isDirty } = durable;
      await store.saveFacts(key, { vote, isClean, isDirty });
    }
    if (kinds.has('truncateEpochs')) await log.epochs.truncateToCount(durable.epochs.length);
    await store.saveMetadata(key, { configs: durable.configs, directoryId });
  }

  /** A log was found damaged while it was in use: its replica starts anew, unclean and empty (6.4). */
  async #startAnew(partition: Partition): Promise<void> {
    const { key, log, config } = partition;
    try {
      await partition.release();
      const { state, lastLeaderCall } = partition;
      const durable: DurableReplica = {
        vote: state.vote,
        isClean: false,
        isDirty: state.isDirty,
        epochs: [],
        configs: state.configs.truncate(0),
        isSetAside: true,
      };
      await this.#save(key, log, durable, [
        { kind: 'saveClean', isClean: false },
        { kind: 'truncateEpochs', count: 0 },
      ]);
      const { highWatermark } = state;
      const environment = this.#environment;
      const anew = new Partition({ key, log, durable, highWatermark, config, environment });
      this.#partitions.set(nameOf(key), anew);
      const isFollowing =
        lastLeaderCall !== undefined && lastLeaderCall.leader !== environment.nodeId;
      if (isFollowing) await anew.leaderAndIsr(lastLeaderCall);
    } catch (error) {
      this.#environment.logger.error({ ...key, err: error }, 'damaged replica does not start anew');
    }
  }

  #configOf(topicId: TopicId, configs: ReplicaConfigs) {
    const { sets } = configs.latestBelow(Number.MAX_SAFE_INTEGER);
    return this.#topics.configOf(topicId, sets.at(-1)?.replicas.length ?? 1);
  }
}

function keyOf({ topicId, partition }: ReplicaKey): ReplicaKey {
  return { topicId, partition };
}

function unknown(topicId: string, partition: number): WeirError {
  return new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `No replica of partition ${partition} of topic ${topicId.slice(0, 64)} is here`,
  );
}
