import { type NodeId, toWeirError, WeirError } from '@weir/core';

import type { LogEnvironment } from '../log/log-environment.ts';
import { membersOf, type ReplicaConfig } from '../replication/replica-config.ts';
import type { Vote } from '../replication/replica-effect.ts';
import { noVote } from '../replication/replica-state.ts';
import { mapWithLimit } from './map-with-limit.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import type { LeaderCall } from './partition-options.ts';
import type { Partition } from './partition.ts';
import type { RecoveryProgress } from './recovery-progress.ts';
import { ReplicaHealer } from './replica-healer.ts';
import { type HealthObserver, ReplicaHealth, type ReplicaSymptoms } from './replica-health.ts';
import { type LastLife, type ReplicaCreation, ReplicaOpener } from './replica-opener.ts';
import {
  nameOf,
  type ReplicaKey,
  type StoredReplica,
  type StoredReplicas,
  type Tombstone,
  type TopicRecord,
} from './replica-store.ts';
import type { TopicRegistry } from './topic-registry.ts';

/** What a registry works with. */
export interface PartitionRegistryOptions {
  readonly environment: Omit<PartitionEnvironment, 'failed' | 'healthChanged'>;
  readonly logs: LogEnvironment;
  readonly topics: TopicRegistry;
  readonly observer: HealthObserver;
  readonly recovery: RecoveryProgress;
}

/** A replica whose log does not open. */
interface UnopenedReplica {
  readonly replica: StoredReplica;
  readonly lastLife: LastLife;
  readonly error: WeirError;
  /** The controller's last word on who leads. */
  leaderCall?: LeaderCall;
}

const openLimit = 16;
/** Attempts after which a log that the system refuses to read is copied anew. */
const patientAttempts = 3;

/**
 * The replicas of this node, by topic and partition: open ones, those whose log does not open, and the
 * tombstones of deleted ones.
 *
 * Invariants:
 *   - A replica is created at most once, and never where its topic was deleted (8.5, 9.4).
 *   - A replica goes only for a later config than its log holds, or with its topic.
 *   - Nothing is deleted before its tombstone is durable.
 * Tests: `storage-node.test.ts`.
 */
export class PartitionRegistry {
  readonly #environment: PartitionEnvironment;
  readonly #logs: LogEnvironment;
  readonly #recovery: RecoveryProgress;
  readonly #topics: TopicRegistry;
  readonly #partitions = new Map<string, Partition>();
  /** How the replicas are, set aside or not. */
  readonly health: ReplicaHealth;
  readonly #opener: ReplicaOpener;
  readonly #healer: ReplicaHealer;
  readonly #unopened = new Map<string, UnopenedReplica>();
  readonly #tombstones = new Map<string, Tombstone>();
  /** Creations and deletions under way: one at a time for each replica. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor({ environment, logs, topics, observer, recovery }: PartitionRegistryOptions) {
    const { clock, logger } = environment;
    this.#logs = logs;
    this.#topics = topics;
    this.#recovery = recovery;
    this.health = new ReplicaHealth(clock, logger, observer);
    this.#healer = new ReplicaHealer({
      clock,
      logger,
      heal: (key, attempt) => this.#heal(key, attempt),
    });
    this.#environment = {
      ...environment,
      failed: (partition) => {
        this.#failed(partition);
      },
      healthChanged: (partition) => {
        if (this.#isCurrent(partition)) this.health.note(partition.key, partition.symptoms);
      },
    };
    this.#opener = new ReplicaOpener({ environment: this.#environment, logs, topics });
  }

  get size(): number {
    return this.#partitions.size;
  }

  get tombstones(): readonly Tombstone[] {
    return [...this.#tombstones.values()];
  }

  /** Replicas whose log does not open. */
  get unopened(): readonly ReplicaKey[] {
    return [...this.#unopened.values()].map(({ replica }) => keyOf(replica));
  }

  /** Whether a replica does not work here: its log does not open, it has failed, or it is to be reset. */
  isSetAside(topicId: string, partition: number): boolean {
    if (this.#unopened.has(`${topicId}/${partition}`)) return true;
    return this.find(topicId, partition)?.symptoms.failure !== undefined;
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

  /** Tells a replica who leads; throws as `get`, and as `Partition.leaderAndIsr` rejects. */
  leaderAndIsr(topicId: string, partition: number, call: LeaderCall): Promise<void> {
    const unopened = this.#unopened.get(`${topicId}/${partition}`);
    if (unopened !== undefined) unopened.leaderCall = call;
    return this.get(topicId, partition).leaderAndIsr(call);
  }

  /** Opens everything that the database knows of. */
  async open(stored: StoredReplicas, lastLife: LastLife): Promise<void> {
    for (const tombstone of stored.tombstones) this.#tombstones.set(nameOf(tombstone), tombstone);
    this.#recovery.started(stored.replicas.length);
    await mapWithLimit(stored.replicas, openLimit, async (replica) => {
      try {
        this.#adopt(await this.#opener.open(replica, lastLife, { isPatient: true }));
      } catch (error) {
        this.#unopened.set(nameOf(replica), { replica, lastLife, error: toWeirError(error) });
        this.health.note(replica, unopenedSymptoms(toWeirError(error)));
        this.#healer.failed(keyOf(replica), { isUrgent: false });
      }
      this.#recovery.advanced();
    });
    this.#recovery.ended();
  }

  /** Makes a replica (9.4); a late call for one that exists changes nothing. */
  create(creation: ReplicaCreation): Promise<void> {
    return this.#change(creation, async () => {
      const name = nameOf(creation);
      const tombstone = this.#tombstones.get(name);
      const isDeleted = tombstone !== undefined && tombstone.movedTo === undefined;
      if (isDeleted) throw unknown(creation.topicId, creation.partition);
      if (this.#partitions.has(name) || this.#unopened.has(name)) return;
      this.#adopt(await this.#opener.create(creation, tombstone));
      this.#tombstones.delete(name);
    });
  }

  /** Replaces a replica by its tombstone; without one of either there is a tombstone afterwards. */
  delete(key: ReplicaKey): Promise<void> {
    return this.#change(key, async () => {
      const name = nameOf(key);
      const tombstone = this.#tombstones.get(name);
      if (tombstone !== undefined && tombstone.movedTo === undefined) return;
      const partition = this.#partitions.get(name);
      const vote = partition?.state.vote ?? tombstone?.vote ?? noVote;
      if (partition === undefined) await this.#buryUnopened(key, vote);
      else await partition.bury();
      this.#replace(key, { ...keyOf(key), vote });
    });
  }

  /**
   * Replaces a replica by a tombstone that names the committed config without it (8.5). Throws
   * `INVALID_REQUEST` where that config names this node, or is older than the one in the log.
   */
  moveAway(key: ReplicaKey, movedTo: ReplicaConfig): Promise<void> {
    return this.#change(key, async () => {
      const name = nameOf(key);
      if (this.#tombstones.has(name)) return;
      const partition = this.#partitions.get(name);
      checkMove(this.#environment.nodeId, movedTo, partition?.state.config);
      const vote = partition?.state.vote ?? noVote;
      if (partition === undefined) await this.#buryUnopened(key, vote, movedTo);
      else await partition.bury(movedTo);
      this.#replace(key, { ...keyOf(key), vote, movedTo });
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
      partition.configure(this.#opener.configOf(topic.topicId, partition.state.configs));
    }
  }

  /** The node's database takes no writes: no replica may go on without its vote (6.7). */
  databaseFailed(error: WeirError): void {
    for (const partition of this.#partitions.values()) {
      partition.fail({ kind: 'database', error });
    }
  }

  /** Closes every log: nobody waits for an answer afterwards. Returns whether all is on disk. */
  async close(reason: WeirError): Promise<boolean> {
    this.#healer.stop();
    await Promise.allSettled(this.#changes.values());
    const partitions = [...this.#partitions.values()];
    const areSound =
      this.#unopened.size === 0 &&
      partitions.every(({ failure, state }) => failure === undefined && !state.isSetAside);
    const areClosed = await mapWithLimit(partitions, openLimit, async (partition) => {
      try {
        await partition.close(reason);
        return true;
      } catch (error) {
        this.#environment.logger.error({ ...partition.key, err: error }, 'log does not close');
        return false;
      }
    });
    return areSound && areClosed.every(Boolean);
  }

  #adopt(partition: Partition): void {
    this.#partitions.set(nameOf(partition.key), partition);
    this.health.note(partition.key, partition.symptoms);
    this.#failed(partition);
  }

  #isCurrent(partition: Partition): boolean {
    return this.#partitions.get(nameOf(partition.key)) === partition;
  }

  #failed(partition: Partition): void {
    const { key, failure, symptoms } = partition;
    if (!this.#isCurrent(partition) || failure === undefined) return;
    this.health.note(key, symptoms);
    if (failure.kind === 'broken_rule') return;
    const isDamaged = failure.kind === 'damaged';
    if (!isDamaged) void this.#secure(partition);
    this.#healer.failed(key, { isUrgent: isDamaged });
  }

  async #secure(partition: Partition): Promise<void> {
    try {
      await this.#change(partition.key, async () => {
        if (this.#isCurrent(partition)) await this.#opener.secure(partition);
      });
    } catch (error) {
      // Tried again before the replica is opened.
      this.#environment.logger.debug({ ...partition.key, err: error }, 'failure is not noted yet');
    }
  }

  #heal(key: ReplicaKey, attempt: number): Promise<void> {
    return this.#change(key, async () => {
      const name = nameOf(key);
      const unopened = this.#unopened.get(name);
      const failed = this.#partitions.get(name);
      if (unopened !== undefined) {
        const { replica, lastLife } = unopened;
        const anew = await this.#opener.open(replica, lastLife, { isPatient: isPatient(attempt) });
        this.#unopened.delete(name);
        this.#adopt(anew);
        await this.#tellLeader(anew, unopened.leaderCall);
      } else if (failed?.failure !== undefined) {
        await this.#replaceFailed(failed, isPatient(attempt));
      }
    });
  }

  async #replaceFailed(failed: Partition, patient: boolean): Promise<void> {
    const isDamaged = failed.failure?.kind === 'damaged';
    const anew = await (isDamaged
      ? this.#opener.startAnew(failed)
      : this.#opener.reopen(failed, patient));
    this.#adopt(anew);
    await this.#tellLeader(anew, failed.lastLeaderCall);
  }

  async #tellLeader(partition: Partition, call: LeaderCall | undefined): Promise<void> {
    if (call === undefined) return;
    try {
      await partition.leaderAndIsr(call);
    } catch (error) {
      this.#environment.logger.debug({ ...partition.key, err: error }, 'leader is not followed');
    }
  }

  #replace(key: ReplicaKey, tombstone: Tombstone): void {
    const name = nameOf(key);
    this.#partitions.delete(name);
    this.#unopened.delete(name);
    this.#healer.forget(key);
    this.health.forget(key);
    this.#tombstones.set(name, tombstone);
  }

  async #buryUnopened(key: ReplicaKey, vote: Vote, movedTo?: ReplicaConfig): Promise<void> {
    await this.#environment.store.bury(key, vote, movedTo);
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
}

function isPatient(attempt: number): boolean {
  return attempt < patientAttempts;
}

function unopenedSymptoms(error: WeirError): ReplicaSymptoms {
  const kind = error.code === 'STORAGE_FULL' ? 'disk_full' : 'disk_error';
  return { failure: { kind, error }, isClean: false, canPromise: false };
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

function checkMove(nodeId: NodeId, movedTo: ReplicaConfig, own: ReplicaConfig | undefined): void {
  if (movedTo.sets.length !== 1 || membersOf(movedTo).has(nodeId)) {
    throw new WeirError(
      'INVALID_REQUEST',
      `The config does not say that node ${nodeId} is left out`,
    );
  }
  if (own === undefined) return;
  const isOlder =
    movedTo.leaderEpoch < own.leaderEpoch ||
    (movedTo.leaderEpoch === own.leaderEpoch && movedTo.offset < own.offset);
  if (!isOlder) return;
  throw new WeirError(
    'INVALID_REQUEST',
    `The config of epoch ${movedTo.leaderEpoch} at offset ${movedTo.offset} is older than the one ` +
      `in the log, of epoch ${own.leaderEpoch} at offset ${own.offset}`,
  );
}
