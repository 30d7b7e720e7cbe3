import {
  invariant,
  type LeaderEpoch,
  type NodeId,
  type Offset,
  type TopicConfig,
  toWeirError,
  WeirError,
} from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { PartitionLog } from '../log/partition-log.ts';
import type { EpochHistory } from '../replication/epoch-history.ts';
import type { Acknowledgement } from '../replication/follower-progress.ts';
import { Replica } from '../replication/replica.ts';
import type { LeaderAndIsrCall } from '../replication/replica-call.ts';
import type { ReplicaSet } from '../replication/replica-config.ts';
import type {
  ImmediateEffect,
  PromiseState,
  ReplicaEffect,
  Vote,
} from '../replication/replica-effect.ts';
import type { DurableReplica, ReplicaState } from '../replication/replica-state.ts';
import { encodeConfigRecord } from './config-record.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import { PartitionAudience } from './partition-audience.ts';
import { PartitionFollower } from './partition-follower.ts';
import { PartitionReader } from './partition-reader.ts';
import { PartitionWriter } from './partition-writer.ts';
import { PendingCalls } from './pending-calls.ts';
import type { ProduceTask } from './produce-task.ts';
import { boundsOf, ReplicaDriver } from './replica-driver.ts';
import type { ReplicaKey } from './replica-store.ts';
import type { FollowerSession, PartitionWatcher } from './replication-ports.ts';

/** What a partition starts from. */
export interface PartitionOptions {
  readonly key: ReplicaKey;
  readonly log: PartitionLog;
  readonly durable: DurableReplica;
  readonly highWatermark: Offset;
  readonly config: TopicConfig;
  readonly environment: PartitionEnvironment;
}

/** A call of the controller about who leads, without what the partition knows itself. */
export type LeaderCall = Omit<LeaderAndIsrCall, 'requestId' | 'lagTimeMaxMs' | 'nowMs'>;

type LeaderEffect = Extract<
  ImmediateEffect,
  { readonly kind: 'ledNow' | 'ledNoMore' | 'highWatermarkMoved' | 'inSyncReplicasChanged' }
>;

/**
 * One replica of this node: its log, the core that decides, and the edge between them.
 *
 * It decides nothing: calls and progress of the log become events of the core, whose effects the
 * driver carries out on the log, the database and the streams.
 *
 * Invariants:
 *   - Only the core's role says who may append, read, or send.
 *   - A partition that has failed plays no role again.
 * Tests: `storage-node.test.ts`.
 */
export class Partition {
  readonly key: ReplicaKey;
  readonly log: PartitionLog;
  readonly reader: PartitionReader;
  readonly #writer: PartitionWriter;
  readonly #driver: ReplicaDriver;
  readonly #follower: PartitionFollower;
  readonly #environment: PartitionEnvironment;
  readonly #logger: Logger;
  readonly #calls = new PendingCalls();
  readonly #audience = new PartitionAudience();
  readonly #stopListening: () => void;
  #config: TopicConfig;
  #failure: WeirError | undefined;
  #lastLeaderCall: LeaderCall | undefined;

  constructor(options: PartitionOptions) {
    const { key, log, environment, config } = options;
    this.key = key;
    this.log = log;
    this.#environment = environment;
    this.#config = config;
    this.#logger = environment.logger.child({ topicId: key.topicId, partition: key.partition });
    const replica = new Replica({
      nodeId: environment.nodeId,
      incarnation: environment.incarnation,
      durable: options.durable,
      log: boundsOf(log),
      highWatermark: options.highWatermark,
      settings: config,
    });
    this.#driver = new ReplicaDriver({
      key,
      replica,
      log,
      store: environment.store,
      directoryId: environment.directoryId,
      carryOut: (effect) => {
        this.#carryOut(effect);
      },
      onBroken: (error) => {
        this.#break(error);
      },
    });
    const shared = { log, replica: () => replica, notLeader: () => this.#notLeader() };
    this.reader = new PartitionReader(shared);
    this.#writer = new PartitionWriter({
      ...shared,
      clock: environment.clock,
      config: () => this.#config,
      onAppended: () => {
        this.#appended();
      },
    });
    this.#follower = new PartitionFollower({
      key,
      driver: this.#driver,
      log,
      links: environment.links,
      logger: this.#logger,
    });
    this.#stopListening = this.#listen();
  }

  /** What the replica knows of itself. */
  get state(): ReplicaState {
    return this.#driver.replica.state;
  }

  get config(): TopicConfig {
    return this.#config;
  }

  /** Why it plays no role any more, or why its log was set aside. */
  get failure(): WeirError | undefined {
    return this.#failure ?? (this.state.isSetAside ? setAsideError() : undefined);
  }

  /** Whether a damaged log waits for a leader to copy from. */
  get isSetAside(): boolean {
    return this.state.isSetAside;
  }

  /** The epoch that it leads now, if any. */
  get leaderEpoch(): LeaderEpoch | undefined {
    return this.#driver.replica.serving?.epoch;
  }

  /** The in-sync set where it leads, else none. */
  get inSyncReplicas(): readonly NodeId[] {
    return [...(this.#driver.replica.serving?.inSyncReplicas ?? [])];
  }

  /** Whom it follows, if anyone. */
  get leader(): NodeId | undefined {
    const { role } = this.#driver.replica;
    return role.kind === 'follower' ? role.follower.leader : undefined;
  }

  /** Whether anything is replicated with fewer copies than configured, as its leader sees it. */
  get isUnderReplicated(): boolean {
    const { serving } = this.#driver.replica;
    if (serving === undefined) return false;
    return this.state.config.sets.some((set) =>
      set.replicas.some((node) => !serving.inSyncReplicas.has(node)),
    );
  }

  /** The controller's last word on who leads, to be repeated when the replica starts anew. */
  get lastLeaderCall(): LeaderCall | undefined {
    return this.#lastLeaderCall;
  }

  /** Promises an epoch (2.3); rejects with `FENCED_LEADER_EPOCH`, `STORAGE_ERROR`, `STORAGE_FULL`. */
  promise(vote: Vote): Promise<PromiseState> {
    return this.#call((requestId, replica) => replica.promise({ requestId, vote }));
  }

  /** Starts or follows an epoch (3.1, 4.1); rejects as `promise` does. */
  leaderAndIsr(call: LeaderCall): Promise<void> {
    const { lagTimeMaxMs, clock } = this.#environment;
    const nowMs = clock.monotonicMs();
    this.#lastLeaderCall = call;
    return this.#call((requestId, replica) =>
      replica.leaderAndIsr({ ...call, requestId, lagTimeMaxMs, nowMs }),
    );
  }

  /** Changes (R, m); resolves when the final config is committed (8.2). */
  changeConfig(epoch: LeaderEpoch, target: ReplicaSet): Promise<void> {
    return this.#call((requestId, replica) => replica.changeConfig(requestId, epoch, target));
  }

  /** Takes another topic config. */
  configure(config: TopicConfig): void {
    this.#config = config;
    this.log.configure(config);
    this.#driver.run(this.#driver.replica.configure(config));
  }

  /** Appends for a producer; the task is answered when its acks are there. */
  produce(task: ProduceTask): void {
    this.#writer.append(task);
  }

  /** Removes records below an offset, at most up to the high watermark; -1 means up to it. */
  async deleteRecords(beforeOffset: number): Promise<Offset> {
    const { highWatermark, logStartOffset } = this.reader.marks();
    const target = (beforeOffset === -1 ? highWatermark : beforeOffset) as Offset;
    if (beforeOffset < -1 || !Number.isSafeInteger(beforeOffset)) {
      throw new WeirError('INVALID_REQUEST', `Offset ${beforeOffset} is neither -1 nor an offset`);
    }
    if (target > highWatermark) {
      throw new WeirError(
        'OFFSET_OUT_OF_RANGE',
        `Offset ${target} is above the high watermark ${highWatermark}`,
        {
          metadata: {
            log_start_offset: String(logStartOffset),
            high_watermark: String(highWatermark),
          },
        },
      );
    }
    await this.#driver.withLog(() => this.log.deleteTo(target));
    this.#logStartMoved();
    return this.log.logStartOffset;
  }

  /** Retention, where it leads: followers keep the leader's log start. */
  async retain(): Promise<void> {
    if (this.leaderEpoch === undefined) return;
    const before = this.log.logStartOffset;
    const { highWatermark } = this.state;
    const nowMs = this.#environment.clock.nowMs();
    await this.#driver.withLog(() => this.log.retain(nowMs, highWatermark));
    if (this.log.logStartOffset !== before) this.#logStartMoved();
  }

  /** Time has passed: lagging followers, overdue appends. */
  tick(nowMs: number): void {
    if (this.#driver.replica.serving !== undefined) {
      this.#driver.run(this.#driver.replica.tick(nowMs));
    }
    if (this.#writer.size === 0) return;
    this.#writer.sweep(nowMs);
    this.#writer.release();
  }

  /** Is told whenever reading may give another result; the result ends that. */
  watch(watcher: PartitionWatcher): () => void {
    return this.#audience.watch(watcher);
  }

  /** A follower on another node joins; throws when this is not the leader that it means. */
  addFollower(session: FollowerSession, vote: Vote): void {
    const { replica } = this.#driver;
    const nowMs = this.#environment.clock.monotonicMs();
    const effects = replica.join(session.node, session.session, vote, nowMs);
    this.#audience.addFollower(session);
    this.#driver.run(effects);
  }

  /** A follower's session has ended. */
  removeFollower(session: FollowerSession): void {
    if (!this.#audience.removeFollower(session)) return;
    this.#driver.run(this.#driver.replica.left(session.node, session.session));
  }

  /** A follower says what it holds. Throws `INVALID_REQUEST` for more than there is. */
  acknowledge(session: FollowerSession, ack: Acknowledgement): void {
    const { appendedOffset } = this.log;
    if (ack.logEndOffset > appendedOffset) {
      throw new WeirError(
        'INVALID_REQUEST',
        `Follower ${session.node} claims offset ${ack.logEndOffset} above ${appendedOffset}`,
      );
    }
    const nowMs = this.#environment.clock.monotonicMs();
    this.#driver.run(this.#driver.replica.acknowledge(session.node, session.session, ack, nowMs));
  }

  /** The leader's log as a follower is to copy it: written or not (6.1). */
  history(): EpochHistory {
    const { logStartOffset, appendedOffset } = this.log;
    return { entries: this.state.epochs, logStartOffset, logEndOffset: appendedOffset };
  }

  /** Stops playing a role, waits for the disk, closes the log. */
  async close(error: WeirError): Promise<void> {
    this.#driver.run(this.#driver.replica.retire(error));
    await this.#driver.whenSettled();
    this.#shut(error);
    await this.log.close();
  }

  /** Stops playing a role for good, keeps a tombstone, and only then deletes its data (8.5). */
  async bury(): Promise<void> {
    const error = new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'The topic is deleted');
    this.#driver.run(this.#driver.replica.retire(error));
    await this.#driver.whenSettled();
    this.#shut(error);
    await this.#environment.store.bury(this.key, this.state.vote);
    await this.log.delete();
  }

  /** Gives its damaged log up to a partition that takes its place; resolves when nothing runs on it. */
  async release(): Promise<void> {
    await this.#driver.whenSettled();
    this.#shut(this.failure ?? setAsideError());
  }

  #call<Value>(
    event: (requestId: number, replica: Replica) => readonly ReplicaEffect[],
  ): Promise<Value> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#calls.add<Value>((requestId) => {
      this.#driver.run(event(requestId, this.#driver.replica));
    });
  }

  #shut(error: WeirError): void {
    this.#driver.stop();
    this.#stopListening();
    this.#follower.detach();
    this.#ledNoMore(error);
    this.#calls.rejectAll(error);
  }

  #listen(): () => void {
    return this.log.listen({
      onWritten: (logEndOffset) => {
        this.#driver.run(this.#driver.replica.written(logEndOffset));
        this.#writer.written(logEndOffset);
        this.#writer.release();
      },
      onFlushed: (flushedOffset) => {
        this.#driver.run(this.#driver.replica.flushed(flushedOffset));
      },
      onStorageFull: (error) => {
        this.#writer.failAll(error);
      },
      onFailed: (error) => {
        this.#fail(error);
      },
    });
  }

  #carryOut(effect: ImmediateEffect): void {
    switch (effect.kind) {
      case 'promised':
        this.#calls.resolve(effect.requestId, effect.state);
        break;
      case 'answered':
        if (effect.error === undefined) this.#calls.resolve(effect.requestId, undefined);
        else this.#calls.reject(effect.requestId, effect.error);
        break;
      case 'appendControl':
        this.#appendControl(effect);
        break;
      case 'requestFlush':
        void this.#flush();
        break;
      case 'ledNow':
      case 'ledNoMore':
      case 'highWatermarkMoved':
      case 'inSyncReplicasChanged':
        this.#carryOutAsLeader(effect);
        break;
      default:
        this.#follower.carryOut(effect);
    }
  }

  #carryOutAsLeader(effect: LeaderEffect): void {
    const { leadershipChanged, inSyncReplicasChanged } = this.#environment;
    switch (effect.kind) {
      case 'ledNow':
        this.#logger.info({ leaderEpoch: effect.epoch }, 'leads');
        leadershipChanged(this);
        this.#audience.roleMoved();
        break;
      case 'ledNoMore':
        this.#ledNoMore(this.#notLeader());
        break;
      case 'highWatermarkMoved':
        this.#writer.committed(effect.highWatermark);
        this.#audience.marksMoved();
        break;
      case 'inSyncReplicasChanged':
        inSyncReplicasChanged(this);
        break;
    }
  }

  #appended(): void {
    this.#driver.run(this.#driver.replica.appended(this.log.appendedOffset));
    this.#audience.appended();
  }

  #appendControl(effect: Extract<ImmediateEffect, { readonly kind: 'appendControl' }>): void {
    const { sets, offset, epoch } = effect;
    invariant(offset === this.log.appendedOffset, 'a control record has the offset it was given');
    const timestampMs = this.#environment.clock.nowMs();
    try {
      this.log.append([encodeConfigRecord(sets, { offset, epoch, timestampMs })]);
    } catch (error) {
      this.#driver.run(this.#driver.replica.controlRefused(toWeirError(error)));
      return;
    }
    this.#logger.info({ sets, offset }, 'replica config appended');
    this.#appended();
    queueMicrotask(() => {
      this.#writer.release();
    });
  }

  async #flush(): Promise<void> {
    try {
      await this.log.flush();
    } catch (error) {
      // The log tells its listener when it has failed for good.
      this.#logger.warn({ err: error }, 'flush failed');
    }
  }

  #logStartMoved(): void {
    this.#driver.run(this.#driver.replica.trimEpochs());
    this.#audience.marksMoved();
  }

  #ledNoMore(error: WeirError): void {
    this.#writer.failAll(error);
    this.#audience.endFollowers(error);
    this.#environment.leadershipChanged(this);
  }

  #fail(error: WeirError): void {
    this.#failure = error;
    this.#driver.run(this.#driver.replica.retire(error));
    this.#environment.failed(this);
  }

  #break(error: unknown): void {
    this.#logger.fatal({ err: error }, 'partition stopped: a rule does not hold');
    this.#failure = new WeirError('UNKNOWN_SERVER_ERROR', 'Partition stopped on a broken rule', {
      cause: error,
    });
    this.#driver.replica.retire(this.#failure);
    this.#ledNoMore(this.#failure);
    this.#follower.detach();
    this.#calls.rejectAll(this.#failure);
    this.#environment.failed(this);
  }

  #notLeader(): WeirError {
    const { topicId, partition } = this.key;
    return new WeirError(
      'NOT_LEADER_OR_FOLLOWER',
      `Node ${this.#environment.nodeId} does not lead partition ${partition} of topic ${topicId}`,
      { metadata: { ...this.#environment.leaderHint(this.key) } },
    );
  }
}

function setAsideError(): WeirError {
  return new WeirError('STORAGE_ERROR', 'Log is damaged and waits to be copied from its leader');
}
