import { type LeaderEpoch, type TopicConfig, type TopicId, WeirError } from '@weir/core';

import type { LogEnvironment } from '../log/log-environment.ts';
import { PartitionLog } from '../log/partition-log.ts';
import type { ReplicaSet } from '../replication/replica-config.ts';
import { ReplicaConfigs } from '../replication/replica-configs.ts';
import type { DurableEffect } from '../replication/replica-effect.ts';
import { type DurableReplica, lostVote, noVote } from '../replication/replica-state.ts';
import { planRestart } from '../replication/restart.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import type { PreviousReplica } from './partition-options.ts';
import { Partition } from './partition.ts';
import { boundsOf } from './replica-driver.ts';
import type { ReplicaKey, StoredReplica, Tombstone } from './replica-store.ts';
import type { SalvagedReplica } from './salvage-replica.ts';
import type { TopicRegistry } from './topic-registry.ts';

/** How a replica is to be opened. */
export interface OpenOptions {
  /** Rejects where the system refuses to read the log: it may read it later. Else it is damaged. */
  readonly isPatient: boolean;
  readonly previous?: PreviousReplica;
}

/** How the last life of the data directory ended. */
export interface LastLife {
  readonly wasShutDownCleanly: boolean;
  readonly mayHaveLostWrites: boolean;
  readonly isAmnesiac: boolean;
}

/** A replica that a controller wants to have. */
export interface ReplicaCreation extends ReplicaKey {
  readonly set: ReplicaSet;
  /** True only when the partition is created. */
  readonly isClean: boolean;
  /** The data directory that was meant; empty for whichever there is. */
  readonly directoryId: string;
}

/** What an opener works with. */
export interface ReplicaOpenerOptions {
  readonly environment: PartitionEnvironment;
  readonly logs: LogEnvironment;
  readonly topics: TopicRegistry;
}

/** The process lives on: nothing but what the replica itself says is lost. */
const sameLife: LastLife = {
  wasShutDownCleanly: false,
  mayHaveLostWrites: false,
  isAmnesiac: false,
};

/**
 * Makes partitions of what lies on the disk: new ones, those of an earlier process, and those that have
 * failed in this one.
 *
 * Invariants:
 *   - Whatever makes a replica less than it was is durable before the replica does anything (6.2-6.4).
 *   - A replica that is opened again in the same process does not lead an epoch that it knew before.
 * Tests: `storage-node.test.ts`, `disk-failure.test.ts`.
 */
export class ReplicaOpener {
  readonly #environment: PartitionEnvironment;
  readonly #logs: LogEnvironment;
  readonly #topics: TopicRegistry;

  constructor({ environment, logs, topics }: ReplicaOpenerOptions) {
    this.#environment = environment;
    this.#logs = logs;
    this.#topics = topics;
  }

  /** Makes a replica (9.4). One that comes back keeps the vote of its tombstone, and is not clean. */
  async create(creation: ReplicaCreation, before?: Tombstone): Promise<Partition> {
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
    const isClean = creation.isClean && before === undefined;
    const vote = before?.vote ?? (isClean ? noVote : lostVote);
    const facts = { vote, isClean, isDirty: false };
    await store.create(key, facts, { configs, directoryId });
    const config = this.configOf(key.topicId, configs);
    const log = await PartitionLog.open(this.#logs, { ...key, config });
    const isSetAside = log.state === 'quarantined';
    // Files that an earlier life has left there.
    if (isSetAside) await store.saveFacts(key, { ...facts, isClean: false });
    const isTrusted = isClean && !isSetAside;
    const epochs = log.epochs.entries();
    const durable = { ...facts, isClean: isTrusted, configs, epochs, isSetAside };
    const highWatermark = log.logStartOffset;
    return this.#partition({ key, log, durable, highWatermark, config });
  }

  /** Opens a replica that the database knows of. */
  async open(
    replica: StoredReplica,
    lastLife: LastLife,
    { isPatient, previous }: OpenOptions,
  ): Promise<Partition> {
    const key = keyOf(replica);
    const config = this.configOf(key.topicId, replica.configs);
    const log = await this.#openLog(replica, config, isPatient);
    const { durable, effects } = planRestart({
      ...lastLife,
      isAmnesiac: lastLife.isAmnesiac || replica.directoryId !== this.#environment.directoryId,
      durable: { ...replica, epochs: log.epochs.entries(), isSetAside: false },
      logEndOffset: boundsOf(log).logEndOffset,
      isDamaged: log.state === 'quarantined',
    });
    const isMended = replica.damage !== undefined || replica.trustedEndOffset !== undefined;
    const mended: DurableEffect[] = isMended
      ? [{ kind: 'saveClean', isClean: durable.isClean }]
      : [];
    await this.#save(key, log, durable, [...effects, ...mended]);
    const { highWatermark } = replica;
    return this.#partition({ key, log, durable, highWatermark, config, previous });
  }

  /** A log was found damaged while it was in use: its replica starts anew, unclean and empty (6.4). */
  async startAnew(partition: Partition): Promise<Partition> {
    const { key, log, config, state } = partition;
    await partition.release();
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
    const previous = { startedEpoch: state.vote.epoch, failure: undefined };
    return this.#partition({ key, log, durable, highWatermark, config, previous });
  }

  /** The disk failed under a replica: what can still be trusted is durable before anyone uses it. */
  async secure(partition: Partition): Promise<SalvagedReplica> {
    const { store, directoryId } = this.#environment;
    const salvaged = await partition.abandon();
    const { configs, vote, isClean, isDirty, trustedEndOffset } = salvaged;
    const end = trustedEndOffset === undefined ? undefined : { trustedEndOffset };
    await store.create(partition.key, { vote, isClean, isDirty, ...end }, { configs, directoryId });
    return salvaged;
  }

  /**
   * The disk failed under a replica: it is recovered from what is on disk for certain, and unclean where
   * another may have more. It counts as failed until it knows its leader.
   */
  async reopen(partition: Partition, isPatient: boolean): Promise<Partition> {
    const { key, failure } = partition;
    const { directoryId } = this.#environment;
    const { damage, isAlone, ...salvaged } = await this.secure(partition);
    const stored = { ...key, ...salvaged, directoryId };
    const startedEpoch = isAlone && salvaged.isClean ? -1 : salvaged.vote.epoch;
    return this.open(damage === undefined ? stored : { ...stored, damage }, sameLife, {
      isPatient,
      previous: { startedEpoch, failure },
    });
  }

  configOf(topicId: TopicId, configs: ReplicaConfigs): TopicConfig {
    const { sets } = configs.latestBelow(Number.MAX_SAFE_INTEGER);
    return this.#topics.configOf(topicId, Math.max(1, sets.at(-1)?.replicas.length ?? 1));
  }

  async #openLog(
    replica: StoredReplica,
    config: TopicConfig,
    isPatient: boolean,
  ): Promise<PartitionLog> {
    const { trustedEndOffset = Infinity, damage: distrust } = replica;
    const options = { ...keyOf(replica), config, distrust, isPatient };
    const log = await PartitionLog.open(this.#logs, options);
    if (log.state !== 'open' || log.logEndOffset <= trustedEndOffset) return log;
    try {
      await log.truncate(trustedEndOffset as typeof log.logEndOffset);
    } catch (error) {
      await log.close().catch(() => undefined);
      throw error;
    }
    return log;
  }

  /** What a restart found must be durable before the replica does anything (6.2, 6.3). */
  async #save(
    key: ReplicaKey,
    log: PartitionLog,
    durable: DurableReplica,
    effects: readonly DurableEffect[],
  ): Promise<void> {
    const { store, directoryId } = this.#environment;
    const kinds = new Set<string>(effects.map(({ kind }) => kind));
    if (['saveVote', 'saveClean', 'saveDirty'].some((kind) => kinds.has(kind))) {
      const { vote, isClean, isDirty } = durable;
      await store.saveFacts(key, { vote, isClean, isDirty });
    }
    if (kinds.has('truncateEpochs')) await log.epochs.truncateToCount(durable.epochs.length);
    await store.saveMetadata(key, { configs: durable.configs, directoryId });
  }

  #partition(options: Omit<ConstructorParameters<typeof Partition>[0], 'environment'>): Partition {
    return new Partition({ ...options, environment: this.#environment });
  }
}

function keyOf({ topicId, partition }: ReplicaKey): ReplicaKey {
  return { topicId, partition };
}
