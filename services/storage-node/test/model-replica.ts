import { type LeaderEpoch, type NodeId, type Offset, WeirError } from '@weir/core';

import type { EpochEntry } from '../src/replication/epoch-history.ts';
import { Replica } from '../src/replication/replica.ts';
import { ReplicaConfigs } from '../src/replication/replica-configs.ts';
import type { ReplicaSet } from '../src/replication/replica-config.ts';
import type {
  DurableEffect,
  ImmediateEffect,
  PromiseState,
  ReplicaEffect,
  Vote,
} from '../src/replication/replica-effect.ts';
import {
  type DurableReplica,
  noVote,
  type ReplicationSettings,
} from '../src/replication/replica-state.ts';
import { planRestart } from '../src/replication/restart.ts';
import { ModelLog, toBatch } from './model-log.ts';

/** What a model replica starts from. */
export interface ModelReplicaOptions {
  readonly nodeId: number;
  readonly sets?: readonly ReplicaSet[];
  readonly isClean?: boolean;
  readonly vote?: Vote;
  readonly settings?: Partial<ReplicationSettings>;
  /** Records that are written and synced. */
  readonly records?: readonly string[];
  readonly epochs?: readonly EpochEntry[];
  readonly logStartOffset?: number;
}

type EffectKind = ImmediateEffect['kind'];

const defaultSets: readonly ReplicaSet[] = [
  { replicas: [1, 2, 3] as NodeId[], minInsyncReplicas: 2 },
];

/** A replica's core with a disk in memory, that finishes its work at once or when it is told to. */
export class ModelReplica {
  readonly nodeId: NodeId;
  readonly log = new ModelLog();
  /** All effects ever asked for, disk work when it was finished. */
  readonly effects: ReplicaEffect[] = [];
  readonly promises: PromiseState[] = [];
  readonly answers: (WeirError | undefined)[] = [];
  /** Disk work is kept waiting. */
  holdsDisk = false;
  /** Writes of batches are kept waiting. */
  holdsWrites = false;
  /** Batches of a leader find the disk full. */
  refusesAppends = false;
  /** Control records find the disk full. */
  refusesControl = false;
  /** Syncs of batches are kept waiting. */
  holdsSyncs = false;
  onEffect: (effect: ImmediateEffect) => void = () => undefined;
  replica: Replica;
  #durable: DurableReplica;
  readonly #settings: ReplicationSettings;
  #incarnation = 1;
  #underWay: DurableEffect | undefined;
  readonly #queue: ReplicaEffect[] = [];
  #isRunning = false;
  #requests = 0;

  constructor(options: ModelReplicaOptions) {
    this.nodeId = options.nodeId as NodeId;
    this.#settings = { flushPolicy: 'fsync', commitPolicy: 'in-sync', ...options.settings };
    this.log.reset(options.logStartOffset ?? 0);
    for (const text of options.records ?? []) {
      const [epoch, value] = text.split(':');
      this.log.append([toBatch({ epoch: Number(epoch) as LeaderEpoch, value: value ?? '' })]);
    }
    this.log.write();
    this.log.flush();
    this.#durable = {
      vote: options.vote ?? noVote,
      isClean: options.isClean ?? true,
      isDirty: false,
      epochs: options.epochs ?? [],
      configs: new ReplicaConfigs([
        { sets: options.sets ?? defaultSets, offset: -1, leaderEpoch: 0 as LeaderEpoch },
      ]),
      isSetAside: false,
    };
    this.replica = this.#newReplica(0);
  }

  get durable(): DurableReplica {
    return this.#durable;
  }

  get incarnation(): string {
    return `${this.nodeId}/${this.#incarnation}`;
  }

  /** Kinds of all effects so far, in order. */
  get kinds(): string[] {
    return this.effects.map(({ kind }) => kind);
  }

  /** Runs an event of the replica and what follows from it. */
  run(event: (replica: Replica) => readonly ReplicaEffect[]): void {
    this.#queue.push(...event(this.replica));
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let effect = this.#queue.shift(); effect !== undefined; effect = this.#queue.shift()) {
      this.#carryOut(effect);
    }
    this.#isRunning = false;
  }

  promise(epoch: number, proposalId = `p${epoch}`): void {
    this.run((replica) =>
      replica.promise({ requestId: this.#nextRequest(), vote: toVote(epoch, proposalId) }),
    );
  }

  /** Tells who leads; by default the incarnation that runs now. */
  leaderAndIsr(
    epoch: number,
    leader: number,
    options: { proposalId?: string; incarnation?: string; inSync?: number[] } = {},
  ): void {
    this.run((replica) =>
      replica.leaderAndIsr({
        requestId: this.#nextRequest(),
        vote: toVote(epoch, options.proposalId ?? `p${epoch}`),
        leader: leader as NodeId,
        leaderIncarnation: options.incarnation ?? this.incarnation,
        leaderAddress: `node-${leader}`,
        inSyncReplicas: (options.inSync ?? [leader]) as NodeId[],
        lagTimeMaxMs: 1000,
        nowMs: 0,
      }),
    );
  }

  /** Appends records as the leader, if it leads. */
  append(...values: string[]): boolean {
    const leader = this.replica.serving;
    if (leader === undefined || this.replica.isWritingConfig) return false;
    this.log.append(values.map((value) => toBatch({ epoch: leader.epoch, value })));
    this.run((replica) => replica.appended(this.log.bounds.appendedOffset));
    this.writeOut();
    return true;
  }

  /** Writes and syncs what is queued, as far as it is not held. */
  writeOut(): void {
    if (this.holdsWrites) return;
    this.log.write();
    this.run((replica) => replica.written(this.log.bounds.logEndOffset));
    if (this.holdsSyncs || this.#settings.flushPolicy === 'page-cache') return;
    this.sync();
  }

  sync(): void {
    this.log.flush();
    this.run((replica) => replica.flushed(this.log.bounds.flushedOffset));
  }

  /** Finishes the disk work under way. */
  finishDisk(): void {
    const effect = this.#underWay;
    if (effect === undefined) throw new Error('No disk work is under way');
    this.#underWay = undefined;
    this.effects.push(effect);
    this.#perform(effect);
    this.run((replica) => replica.completed(this.log.bounds));
  }

  /** The disk refuses the work under way. */
  failDisk(error: WeirError): void {
    this.#underWay = undefined;
    this.run((replica) => replica.failed(error, this.log.bounds));
  }

  get diskWork(): DurableEffect | undefined {
    return this.#underWay;
  }

  /** Everything volatile is gone; `kernel` takes unsynced records along. */
  restart(cause: 'process' | 'kernel' | 'clean'): void {
    if (cause === 'kernel') this.log.loseUnsynced();
    else this.log.loseUnwritten();
    this.#underWay = undefined;
    this.#queue.length = 0;
    this.#incarnation += 1;
    const plan = planRestart({
      durable: this.#durable,
      logEndOffset: this.log.bounds.logEndOffset,
      isDamaged: false,
      wasShutDownCleanly: cause === 'clean',
      mayHaveLostWrites: cause === 'kernel',
      isAmnesiac: false,
    });
    this.#durable = plan.durable;
    this.replica = this.#newReplica(0);
  }

  #newReplica(highWatermark: number): Replica {
    return new Replica({
      nodeId: this.nodeId,
      incarnation: this.incarnation,
      durable: this.#durable,
      log: this.log.bounds,
      highWatermark: highWatermark as Offset,
      settings: this.#settings,
    });
  }

  #nextRequest(): number {
    this.#requests += 1;
    return this.#requests;
  }

  #carryOut(effect: ReplicaEffect): void {
    switch (effect.kind) {
      case 'settleLog':
      case 'saveVote':
      case 'saveClean':
      case 'saveDirty':
      case 'saveConfigs':
      case 'truncateLog':
      case 'resetLog':
      case 'truncateEpochs':
      case 'appendEpoch':
      case 'dropOldestEpochs':
      case 'flushLog':
        this.#underWay = effect;
        if (!this.holdsDisk) this.finishDisk();
        break;
      default:
        this.effects.push(effect);
        this.#carryOutNow(effect);
    }
  }

  #carryOutNow(effect: ImmediateEffect): void {
    if (effect.kind === 'promised') this.promises.push(effect.state);
    if (effect.kind === 'answered') this.answers.push(effect.error);
    if (effect.kind === 'append' && this.refusesAppends) {
      this.run((replica) => replica.appendRefused(effect.session, 'Disk is full'));
    } else if (effect.kind === 'append') {
      this.log.append(effect.batches);
      this.run((replica) => replica.appended(this.log.bounds.appendedOffset));
      this.writeOut();
    }
    if (effect.kind === 'appendControl' && this.refusesControl) {
      this.run((replica) => replica.controlRefused(new WeirError('STORAGE_FULL', 'Disk is full')));
    } else if (effect.kind === 'appendControl') {
      const { sets, offset, epoch } = effect;
      const config = { sets, offset, leaderEpoch: epoch };
      this.log.append([toBatch({ epoch, value: 'config', config })]);
      this.run((replica) => replica.appended(this.log.bounds.appendedOffset));
      this.writeOut();
    }
    if (effect.kind === 'requestFlush' && !this.holdsSyncs) {
      this.log.flush();
      this.run((replica) => replica.flushed(this.log.bounds.flushedOffset));
    }
    if (effect.kind === 'moveLogStart') {
      this.log.moveStart(effect.logStartOffset);
      this.replica.logChanged(this.log.bounds);
    }
    this.onEffect(effect);
  }

  #perform(effect: DurableEffect): void {
    const durable = this.#durable;
    switch (effect.kind) {
      case 'settleLog':
        this.log.write();
        break;
      case 'saveVote':
        this.#durable = { ...durable, vote: effect.vote };
        break;
      case 'saveClean':
        this.#durable = { ...durable, isClean: effect.isClean };
        break;
      case 'saveDirty':
        this.#durable = { ...durable, isDirty: effect.isDirty };
        break;
      case 'saveConfigs':
        this.#durable = { ...durable, configs: effect.configs };
        break;
      case 'truncateLog':
        this.log.truncate(effect.logEndOffset);
        break;
      case 'resetLog':
        this.log.reset(effect.logStartOffset);
        this.#durable = { ...durable, isSetAside: false };
        break;
      case 'truncateEpochs':
        this.#durable = { ...durable, epochs: durable.epochs.slice(0, effect.count) };
        break;
      case 'appendEpoch':
        this.#durable = { ...durable, epochs: [...durable.epochs, effect.entry] };
        break;
      case 'dropOldestEpochs':
        this.#durable = { ...durable, epochs: durable.epochs.slice(effect.count) };
        break;
      case 'flushLog':
        this.log.flush();
        break;
    }
  }
}

/** How often an effect was asked for. */
export function countOf(replica: ModelReplica, kind: EffectKind): number {
  return replica.effects.filter((effect) => effect.kind === kind).length;
}

/** A vote of a test. */
export function toVote(epoch: number, proposalId = `p${epoch}`): Vote {
  return { epoch: epoch as LeaderEpoch, proposalId };
}

/** An epoch entry of a test. */
export function entry(epoch: number, startOffset: number): EpochEntry {
  return { epoch: epoch as LeaderEpoch, startOffset: startOffset as Offset };
}
