import type { LeaderEpoch, Random } from '@weir/core';
import {
  type DurableEffect,
  type DurableReplica,
  lostVote,
  noVote,
  planRestart,
  ReplicaConfigs,
  type ReplicaSet,
  type Vote,
} from '@weir/storage-node/cores';
import type { TopicIdentity } from '@weir/protos';
import {
  type LogFile,
  loseUnsynced,
  loseUnwritten,
  newLogFile,
  recoverFile,
} from './simulated-log.ts';

/** A replica on disk. */
export interface StoredReplica {
  durable: DurableReplica;
  readonly file: LogFile;
  /** The last high watermark that was saved; it lags. */
  highWatermark: number;
}

/** How a life of a process ends: with the process, with the power, or in good order. */
export type Ending = 'process' | 'power' | 'clean';

/** The disk of a node: what its process has made durable. */
export class SimulatedDisk {
  directoryId: string;
  clusterId = '';
  topic: TopicIdentity | undefined;
  replica: StoredReplica | undefined;
  /** The vote of a replica that has moved away: another one here begins with it. */
  tombstone: Vote | undefined;
  readonly #random: Random;
  #hasLostWrites = false;

  constructor(random: Random) {
    this.#random = random;
    this.directoryId = random.uuid();
  }

  /** Whether the replica is clean, or will be when it starts. */
  get isClean(): boolean {
    const { isClean = false } = this.replica?.durable ?? {};
    return isClean && !this.#hasLostWrites;
  }

  /**
   * Another disk, with nothing on it but the cluster's id: a store that is wiped at the same time would
   * make a fresh node found a cluster of its own.
   */
  replace(): void {
    this.directoryId = this.#random.uuid();
    this.topic = undefined;
    this.replica = undefined;
    this.tombstone = undefined;
    this.#hasLostWrites = false;
  }

  /** A replica that is new. */
  create(set: ReplicaSet, isClean: boolean): StoredReplica {
    this.replica = {
      durable: {
        vote: this.tombstone ?? (isClean ? noVote : lostVote),
        isClean,
        isDirty: false,
        epochs: [],
        configs: new ReplicaConfigs([{ sets: [set], offset: -1, leaderEpoch: 0 as LeaderEpoch }]),
        isSetAside: false,
      },
      file: newLogFile(),
      highWatermark: 0,
    };
    return this.replica;
  }

  /** What is left of a life that has ended. */
  lose(ending: Ending): void {
    if (this.replica === undefined) return;
    const { file } = this.replica;
    loseUnwritten(file);
    if (ending !== 'power') return;
    loseUnsynced(file, this.#random);
    this.#hasLostWrites = this.replica.durable.isDirty;
  }

  /** What the next life begins with. */
  recover(ending: Ending): void {
    const { replica } = this;
    if (replica === undefined) return;
    this.#hasLostWrites = false;
    recoverFile(replica.file, replica.durable.epochs);
    const plan = planRestart({
      durable: replica.durable,
      logEndOffset: replica.file.writtenOffset,
      isDamaged: false,
      wasShutDownCleanly: ending === 'clean',
      mayHaveLostWrites: ending === 'power',
      isAmnesiac: false,
    });
    // As the database has it: each effect changes what it names, and nothing else.
    for (const effect of plan.effects) replica.durable = apply(replica.durable, effect);
    replica.file.flushedOffset = replica.file.writtenOffset;
  }
}

/** What the database holds once the effect is durable; log work is the log's. */
export function apply(durable: DurableReplica, effect: DurableEffect): DurableReplica {
  switch (effect.kind) {
    case 'saveVote':
      return { ...durable, vote: effect.vote };
    case 'saveClean':
      return { ...durable, isClean: effect.isClean };
    case 'saveDirty':
      return { ...durable, isDirty: effect.isDirty };
    case 'saveConfigs':
      return { ...durable, configs: effect.configs };
    case 'truncateEpochs':
      return { ...durable, epochs: durable.epochs.slice(0, effect.count) };
    case 'appendEpoch':
      return { ...durable, epochs: [...durable.epochs, effect.entry] };
    case 'dropOldestEpochs':
      return { ...durable, epochs: durable.epochs.slice(effect.count) };
    case 'resetLog':
      return { ...durable, isSetAside: false };
    case 'settleLog':
    case 'truncateLog':
    case 'flushLog':
      return durable;
  }
}
