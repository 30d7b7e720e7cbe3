import {
  invariant,
  type LeaderEpoch,
  type NodeId,
  type TopicConfig,
  toWeirError,
  WeirError,
} from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { PartitionLog } from '../log/partition-log.ts';
import type { EpochHistory } from '../replication/epoch-history.ts';
import type { Acknowledgement } from '../replication/follower-progress.ts';
import type { Following } from '../replication/follower-state.ts';
import type { FollowerLog, FollowerPosition } from '../replication/leader-state.ts';
import { Replica } from '../replication/replica.ts';
import {
  isJoint,
  membersOf,
  type ReplicaConfig,
  type ReplicaSet,
} from '../replication/replica-config.ts';
import type {
  ImmediateEffect,
  PromiseState,
  ReplicaEffect,
  Vote,
} from '../replication/replica-effect.ts';
import type { ReplicaState } from '../replication/replica-state.ts';
import { followLog } from './follow-log.ts';
import { notLeaderError } from './not-leader-error.ts';
import { PartitionAudience } from './partition-audience.ts';
import { PartitionCondition } from './partition-condition.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import { PartitionFollower } from './partition-follower.ts';
import type { LeaderCall, PartitionOptions } from './partition-options.ts';
import { PartitionReader } from './partition-reader.ts';
import { PartitionTicker } from './partition-ticker.ts';
import { PartitionTrimmer } from './partition-trimmer.ts';
import { PartitionWriter } from './partition-writer.ts';
import { PendingCalls } from './pending-calls.ts';
import type { ProduceTask } from './produce-task.ts';
import { boundsOf, ReplicaDriver } from './replica-driver.ts';
import { SharedChange } from './shared-change.ts';
import type { ReplicaFailure, ReplicaSymptoms } from './replica-health.ts';
import type { ReplicaKey } from './replica-store.ts';
import type { FollowerSession, PartitionWatcher } from './replication-ports.ts';
import { type SalvagedReplica, salvageReplica, setAsideError } from './salvage-replica.ts';

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
  readonly trimmer: PartitionTrimmer;
  readonly ticker: PartitionTicker;
  readonly #writer: PartitionWriter;
  readonly #driver: ReplicaDriver;
  readonly #follower: PartitionFollower;
  readonly #environment: PartitionEnvironment;
  readonly #logger: Logger;
  readonly #calls = new PendingCalls();
  readonly #audience = new PartitionAudience();
  readonly #stopListening: () => void;
  #config: TopicConfig;
  readonly #condition: PartitionCondition;
  #salvaged: Promise<SalvagedReplica> | undefined;
  #lastLeaderCall: LeaderCall | undefined;
  readonly #configChange = new SharedChange();

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
      startedEpoch: options.previous?.startedEpoch,
    });
    const healthChanged = (): void => {
      environment.healthChanged(this);
    };
    this.#condition = new PartitionCondition({
      log,
      clock: environment.clock,
      hasRoom: environment.hasRoom,
      isSetAside: () => replica.state.isSetAside,
      pastFailure: options.previous?.failure,
      onChanged: healthChanged,
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
      onDurable: healthChanged,
      onBroken: (error) => {
        this.#break(error);
      },
    });
    const shared = { log, replica: () => replica, notLeader: () => this.#notLeader() };
    this.reader = new PartitionReader(shared);
    const { clock } = environment;
    this.trimmer = new PartitionTrimmer({
      ...{ log, clock, driver: this.#driver, reader: this.reader },
      audience: this.#audience,
    });
    this.#writer = new PartitionWriter({
      ...shared,
      clock,
      config: () => this.#config,
      observer: environment.produce,
      onAppended: () => {
        this.#appended();
      },
    });
    this.ticker = new PartitionTicker(
      { driver: this.#driver, writer: this.#writer, clock },
      environment.timeMatters.bind(undefined, this),
    );
    this.#follower = new PartitionFollower({
      ...{ key, driver: this.#driver, log, links: environment.links },
      observer: environment.replication,
      logger: this.#logger,
    });
    this.#stopListening = this.#followLog();
  }

  /** What the replica knows of itself. */
  get state(): ReplicaState {
    return this.#driver.replica.state;
  }

  get config(): TopicConfig {
    return this.#config;
  }

  /** Why it plays no role any more: only another partition in its place can. */
  get failure(): ReplicaFailure | undefined {
    return this.#condition.failure;
  }

  /** How it is. */
  get symptoms(): ReplicaSymptoms {
    const { trouble: failure, failure: ending } = this.#condition;
    return { failure, isClean: this.state.isClean, canPromise: ending === undefined };
  }

  /** The epoch that it leads now, if any. */
  get leaderEpoch(): LeaderEpoch | undefined {
    return this.#driver.replica.serving?.epoch;
  }

  /** The in-sync set where it leads, else none. */
  get inSyncReplicas(): readonly NodeId[] {
    return [...(this.#driver.replica.serving?.inSyncReplicas ?? [])];
  }

  /** Whom it follows, if anyone, and whether it copies its log just now. */
  get following(): Following | undefined {
    const { role } = this.#driver.replica;
    return role.kind === 'follower' ? role.follower.following : undefined;
  }

  /** Whether anything is replicated with fewer copies than configured, as its leader sees it. */
  get isUnderReplicated(): boolean {
    const { serving } = this.#driver.replica;
    if (serving === undefined) return false;
    return !membersOf(this.state.config).isSubsetOf(serving.inSyncReplicas);
  }

  /** See `LeaderState.inSyncMargin`; 0 unless it leads. */
  get inSyncMargin(): number {
    return this.#driver.replica.serving?.inSyncMargin ?? 0;
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

  /**
   * Changes (R, m); resolves when the final config is committed (8.2). Whoever asks for what is under
   * way already waits with the others.
   */
  changeConfig(epoch: LeaderEpoch, target: ReplicaSet): Promise<void> {
    this.ticker.wake();
    return this.#configChange.join(epoch, target, () =>
      this.#call((requestId, replica) => replica.changeConfig(requestId, epoch, target)),
    );
  }

  /** Whether the config in force is committed and no joint one; throws unless it leads this epoch. */
  isConfigSettled(epoch: LeaderEpoch): boolean {
    if (this.leaderEpoch !== epoch) throw this.#notLeader();
    const { config, highWatermark } = this.state;
    return !isJoint(config) && config.offset < highWatermark;
  }

  /** Where the followers are, members or not; none unless it leads. */
  get followerPositions(): readonly FollowerPosition[] {
    const nowMs = this.#environment.clock.monotonicMs();
    return this.#driver.replica.serving?.positions(nowMs) ?? [];
  }

  /** How far the copies of other replicas are; none unless it leads. */
  get followerLogs(): readonly FollowerLog[] {
    const nowMs = this.#environment.clock.monotonicMs();
    return this.#driver.replica.serving?.followerLogs(nowMs) ?? [];
  }

  /** Whether a follower is no member of the config in force. */
  isOutsider(node: NodeId): boolean {
    return this.#driver.replica.serving?.isOutsider(node) === true;
  }

  /** Takes another topic config. */
  configure(config: TopicConfig): void {
    this.#config = config;
    this.log.configure(config);
    this.#driver.run(this.#driver.replica.configure(config));
  }

  /** Appends for a producer; the task is answered when its acks are there. */
  produce(task: ProduceTask): void {
    this.ticker.wake();
    this.#writer.append(task);
  }

  /** Is told whenever reading may give another result; the result ends that. */
  watch(watcher: PartitionWatcher): () => void {
    return this.#audience.watch(watcher);
  }

  /** A follower on another node joins; throws when this is not the leader that it means. */
  addFollower(session: FollowerSession, vote: Vote): void {
    this.ticker.wake();
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
    this.ticker.wake();
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
  async bury(movedTo?: ReplicaConfig): Promise<void> {
    const reason = movedTo === undefined ? 'The topic is deleted' : 'The replica has moved away';
    const error = new WeirError('UNKNOWN_TOPIC_OR_PARTITION', reason);
    this.#driver.run(this.#driver.replica.retire(error));
    await this.#driver.whenSettled();
    this.#shut(error);
    await this.#environment.store.bury(this.key, this.state.vote, movedTo);
    await this.log.delete();
  }

  /** Gives its damaged log up to a partition that takes its place; resolves when nothing runs on it. */
  async release(): Promise<void> {
    await this.#driver.whenSettled();
    this.#shut(this.failure?.error ?? setAsideError());
  }

  /** Plays no role any more; only the first failure counts. */
  fail(failure: ReplicaFailure): void {
    if (this.failure !== undefined) return;
    this.#condition.fail(failure);
    this.#driver.run(this.#driver.replica.retire(failure.error));
    this.#environment.failed(this);
  }

  /** Closes its log after a failure; resolves with what a partition in its place can start from. */
  abandon(): Promise<SalvagedReplica> {
    this.#salvaged ??= this.#salvage();
    return this.#salvaged;
  }

  async #salvage(): Promise<SalvagedReplica> {
    await this.release();
    const { log, state } = this;
    const { flushPolicy } = this.#config;
    return salvageReplica({ log, state, flushPolicy, nodeId: this.#environment.nodeId });
  }

  #call<Value>(
    event: (requestId: number, replica: Replica) => readonly ReplicaEffect[],
  ): Promise<Value> {
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    return this.#calls.add<Value>((requestId) => {
      this.#driver.run(event(requestId, this.#driver.replica));
    });
  }

  #shut(error: WeirError): void {
    this.#condition.stop();
    this.#driver.stop();
    this.#stopListening();
    this.#follower.detach();
    this.#ledNoMore(error);
    this.#calls.rejectAll(error);
  }

  #followLog(): () => void {
    return followLog({
      ...{ log: this.log, driver: this.#driver, writer: this.#writer },
      condition: this.#condition,
      fail: (failure) => {
        this.fail(failure);
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
        // The log tells its listener when it has failed for good.
        this.log.flush().catch(() => undefined);
        break;
      case 'ledNow':
      case 'ledNoMore':
      case 'highWatermarkMoved':
      case 'inSyncReplicasChanged':
        this.#carryOutAsLeader(effect);
        break;
      default:
        if (effect.kind === 'followedNow') this.#condition.hasRole();
        this.#follower.carryOut(effect);
    }
  }

  #carryOutAsLeader(effect: LeaderEffect): void {
    const { leadershipChanged, inSyncReplicasChanged } = this.#environment;
    switch (effect.kind) {
      case 'ledNow':
        this.#logger.info({ leaderEpoch: effect.epoch }, 'leads');
        this.#condition.hasRole();
        leadershipChanged(this);
        this.ticker.wake();
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
    const { sets, offset } = effect;
    invariant(offset === this.log.appendedOffset, 'a control record has the offset it was given');
    try {
      this.#writer.appendControl(effect);
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

  #ledNoMore(error: WeirError): void {
    this.#writer.failAll(error);
    this.#audience.endFollowers(error);
    this.#environment.leadershipChanged(this);
  }

  #break(error: unknown): void {
    this.#logger.fatal({ err: error }, 'partition stopped: a rule does not hold');
    const failure = new WeirError('UNKNOWN_SERVER_ERROR', 'Partition stopped on a broken rule', {
      cause: error,
    });
    this.#condition.fail({ kind: 'broken_rule', error: failure });
    this.#driver.replica.retire(failure);
    this.#ledNoMore(failure);
    this.#follower.detach();
    this.#calls.rejectAll(failure);
    this.#environment.failed(this);
  }

  #notLeader(): WeirError {
    return notLeaderError(this.#environment, this.key);
  }
}
