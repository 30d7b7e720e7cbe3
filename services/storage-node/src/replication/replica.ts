import { invariant, type LeaderEpoch, type NodeId, type Offset, WeirError } from '@weir/core';

import { ConfigChange } from './config-change.ts';
import { trimmedCount } from './epoch-history.ts';
import {
  type FollowerAcknowledgement,
  FollowerState,
  type JoinReply,
  type ReplicatedRun,
} from './follower-state.ts';
import type { Acknowledgement } from './follower-progress.ts';
import { dirtyMark, leaderStartEffects } from './leader-start.ts';
import { LeaderState } from './leader-state.ts';
import {
  type CallSteps,
  isSameVote,
  type LeaderAndIsrCall,
  type PromiseCall,
  toCallSteps,
} from './replica-call.ts';
import type { ReplicaSet } from './replica-config.ts';
import { fencedError, lostVoteError, notLeadingError } from './replica-errors.ts';
import type { DurableEffect, ImmediateEffect, ReplicaEffect, Vote } from './replica-effect.ts';
import {
  type LogBounds,
  type ReplicaOptions,
  ReplicaState,
  type ReplicationSettings,
} from './replica-state.ts';
import { type Step, StepQueue } from './step-queue.ts';

/** What a replica is in its epoch. A leader serves; one that is still starting plays no role yet. */
export type ReplicaRole =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'leader';
      readonly leader: LeaderState;
      readonly change: ConfigChange;
    }
  | { readonly kind: 'follower'; readonly follower: FollowerState };

const noEffects: readonly ReplicaEffect[] = [];
const noRole: ReplicaRole = { kind: 'none' };

/**
 * One replica of a partition: the protocol of `replication.md`, whole, without a clock, disk or network.
 *
 * Events come in as calls; each returns the effects to carry out, in order. Disk work is asked for one
 * piece at a time and answered by `completed` or `failed`. Whoever drives it calls nothing from within
 * an effect that it has not finished with: events that an effect causes come after it.
 *
 * Invariants:
 *   - Nothing of an epoch other than the vote's, or of another proposal for it, is applied (4.1).
 *   - A replica that has lost its vote follows nobody and leads nothing before it promises an epoch:
 *     it may have voted out the leader that it is told of.
 *   - A vote for a higher epoch ends the role in the same call; the answer goes out when the log has
 *     settled and the vote is durable; nothing changes between the answer and the start or the join
 *     of the epoch (2.3).
 *   - An epoch is started at most once, and only by the incarnation that promised it (3.1).
 *   - A leader serves only once (e, s(e)) is durable (3.2).
 * Tests: `replica-promise.test.ts`, `replica-leader.test.ts`, `replica-follower.test.ts`.
 */
export class Replica {
  readonly state: ReplicaState;
  readonly #steps: StepQueue;
  #effects: ReplicaEffect[] = [];
  #role: ReplicaRole = noRole;
  /** The highest epoch that this process has begun to lead. */
  #startedEpoch: number;
  #isStarting = false;
  #isRetired = false;

  constructor(options: ReplicaOptions) {
    this.state = new ReplicaState(options);
    this.#startedEpoch = options.startedEpoch ?? -1;
    this.#steps = new StepQueue((effect) => this.#effects.push(effect));
  }

  get role(): ReplicaRole {
    return this.#role;
  }

  /** The leader's state while it serves, else undefined: asked in the turn of each append and answer (3.3). */
  get serving(): LeaderState | undefined {
    return this.#role.kind === 'leader' ? this.#role.leader : undefined;
  }

  /** Whether a leader's appends must wait for a control record to be written. */
  get isWritingConfig(): boolean {
    return this.#role.kind === 'leader' && this.#role.change.isWriting;
  }

  /** Whether no disk work is under way or waiting. */
  get isSettled(): boolean {
    return this.#steps.isIdle;
  }

  /** What a follower has to tell its leader, if it has a session. */
  get acknowledgement(): FollowerAcknowledgement | undefined {
    return this.#role.kind === 'follower' ? this.#role.follower.acknowledgement : undefined;
  }

  /** First half of an election (2.3). */
  promise({ requestId, vote }: PromiseCall): readonly ReplicaEffect[] {
    if (vote.epoch <= this.state.vote.epoch) {
      this.#answer(requestId, fencedError(vote, this.state.vote));
      return this.#take();
    }
    this.#vote(toCallSteps(requestId, vote), () => {
      this.#emit({ kind: 'promised', requestId, state: this.state.promiseState() });
    });
    return this.#take();
  }

  /** Second half of an election (2.5), or news of it (4.1). */
  leaderAndIsr(call: LeaderAndIsrCall): readonly ReplicaEffect[] {
    const { vote } = this.state;
    const isOther = call.vote.epoch === vote.epoch && call.vote.proposalId !== vote.proposalId;
    if (vote.isLost === true) {
      this.#answer(call.requestId, lostVoteError());
    } else if (call.vote.epoch < vote.epoch || isOther) {
      this.#answer(call.requestId, fencedError(call.vote, vote));
    } else if (call.leader === this.state.nodeId) {
      this.#lead(call);
    } else {
      const request = toCallSteps(call.requestId, call.vote);
      const follow = (): void => {
        this.#follow(call, request);
      };
      if (call.vote.epoch > vote.epoch) this.#vote(request, follow);
      else this.#push(request, { effect: () => this.#unsavedVote(), onDone: follow });
    }
    return this.#take();
  }

  /** The disk work under way is durable; `log` is what the log says now. */
  completed(log: LogBounds): readonly ReplicaEffect[] {
    const { underWay } = this.#steps;
    invariant(underWay !== undefined, 'only disk work under way is completed');
    this.state.apply(underWay, log);
    this.#steps.completed();
    return this.#take();
  }

  /** The disk work under way may or may not be durable. */
  failed(error: WeirError, log: LogBounds): readonly ReplicaEffect[] {
    this.state.setLog(log);
    this.#steps.failed(error);
    return this.#take();
  }

  /** Batches were queued: the log ends at `appendedOffset`, exclusive, once they are written. */
  appended(appendedOffset: Offset): readonly ReplicaEffect[] {
    const { config } = this.state;
    this.state.appended(appendedOffset);
    if (this.#role.kind === 'leader' && this.state.config !== config) {
      this.#role.change.recordAppended();
    }
    this.#steps.release();
    return this.#take();
  }

  /** A control record could not be queued. */
  controlRefused(error: WeirError): readonly ReplicaEffect[] {
    if (this.#role.kind === 'leader') this.#role.change.recordRefused(error);
    return this.#take();
  }

  /** Records below `logEndOffset` are written. */
  written(logEndOffset: Offset): readonly ReplicaEffect[] {
    this.state.written(logEndOffset);
    return this.#logMoved();
  }

  /** Records below `flushedOffset` are on disk. */
  flushed(flushedOffset: Offset): readonly ReplicaEffect[] {
    this.state.flushed(flushedOffset);
    return this.#logMoved();
  }

  /** The disk failed under the log, or the replica goes: it never plays a role again. */
  retire(error: WeirError): readonly ReplicaEffect[] {
    this.#isRetired = true;
    this.#dropRole(error);
    return this.#take();
  }

  /** The topic's settings have changed. Mode U counts only once the dirty mark is durable (6.2). */
  configure(settings: ReplicationSettings): readonly ReplicaEffect[] {
    if (settings.flushPolicy === 'fsync' || this.state.isDirty) {
      this.state.configure(settings);
    } else {
      this.#steps.push({
        effect: () => ({ kind: 'saveDirty', isDirty: true }),
        isWanted: () => !this.#isRetired,
        onDone: () => {
          this.state.configure(settings);
          this.#advanceRole();
        },
      });
    }
    return this.#take();
  }

  /** Takes the ends of the log as they are, where something moved them that is none of the above. */
  logChanged(log: LogBounds): void {
    this.state.setLog(log);
  }

  /** Retention has moved the log start: entries below it go, while a role is played. */
  trimEpochs(): readonly ReplicaEffect[] {
    const role = this.#role;
    const { state } = this;
    this.#steps.push({
      effect: () => {
        const count = trimmedCount(state.epochs, state.log.logStartOffset);
        return count === 0 ? undefined : { kind: 'dropOldestEpochs', count };
      },
      isWanted: () => role.kind !== 'none' && this.#role === role,
      onDone: () => undefined,
    });
    return this.#take();
  }

  /** Follower: a session with the leader's node may begin. */
  connected(session: number): readonly ReplicaEffect[] {
    if (this.#role.kind === 'follower') this.#role.follower.connected(session);
    return this.#take();
  }

  /** Follower: the way to the leader's node is gone. */
  disconnected(): void {
    if (this.#role.kind === 'follower') this.#role.follower.disconnected();
  }

  /** Follower: the leader has answered a join. */
  joinReplied(reply: JoinReply): readonly ReplicaEffect[] {
    if (this.#role.kind === 'follower') this.#role.follower.joinReplied(reply);
    return this.#take();
  }

  /** Follower: the leader sends. */
  received(run: ReplicatedRun): readonly ReplicaEffect[] {
    if (this.#role.kind === 'follower') this.#role.follower.received(run);
    return this.#take();
  }

  /** Follower: what the leader sent could not be appended. */
  appendRefused(session: number, reason: string): readonly ReplicaEffect[] {
    if (this.#role.kind === 'follower') this.#role.follower.refused(session, reason);
    this.#steps.release();
    return this.#take();
  }

  /**
   * Leader: a follower asks to join with the vote that it has given. Throws for another epoch or
   * proposal, or where this replica does not serve.
   */
  join(node: NodeId, session: number, vote: Vote, nowMs: number): readonly ReplicaEffect[] {
    const leader = this.serving;
    const own = this.state.vote;
    if (vote.epoch < own.epoch) throw fencedError(vote, this.state.vote);
    if (leader === undefined || vote.epoch > own.epoch) {
      throw new WeirError(
        'UNKNOWN_LEADER_EPOCH',
        `Node ${this.state.nodeId} does not lead epoch ${vote.epoch}`,
      );
    }
    if (vote.proposalId !== own.proposalId) throw fencedError(vote, this.state.vote);
    leader.joined(node, session, nowMs);
    this.#advanceChange();
    return this.#take();
  }

  /** Leader: a follower says what it holds (4.6). */
  acknowledge(
    node: NodeId,
    session: number,
    ack: Acknowledgement,
    nowMs: number,
  ): readonly ReplicaEffect[] {
    this.serving?.acknowledge(node, session, ack, nowMs);
    this.#advanceChange();
    return this.#take();
  }

  /** Leader: a follower's session has ended. */
  left(node: NodeId, session: number): readonly ReplicaEffect[] {
    this.serving?.left(node, session);
    this.#advanceChange();
    return this.#take();
  }

  /** Whether `tick` has nothing to do before the next event: see `LeaderState.isQuiet`. */
  get isQuiet(): boolean {
    const isChanging = this.#role.kind === 'leader' && !this.#role.change.isIdle;
    return this.serving === undefined || (this.serving.isQuiet && !isChanging);
  }

  /** Leader: time has passed. */
  tick(nowMs: number): readonly ReplicaEffect[] {
    this.serving?.tick(nowMs);
    this.#advanceChange();
    return this.#take();
  }

  /** Leader: change (R, m); answered when the final config is committed (8.2). */
  changeConfig(
    requestId: number,
    epoch: LeaderEpoch,
    target: ReplicaSet,
  ): readonly ReplicaEffect[] {
    const isMine = this.serving !== undefined && this.state.vote.epoch === epoch;
    if (isMine && this.#role.kind === 'leader') this.#role.change.request(requestId, target);
    else this.#answer(requestId, notLeadingError());
    return this.#take();
  }

  /** Gives a vote for a higher epoch: the role goes now, the answer when all is durable. */
  #vote(request: CallSteps, onDurable: () => void): void {
    const { vote } = request;
    this.#dropRole(notLeadingError());
    this.state.giveVote(vote);
    this.#push(request, { effect: () => ({ kind: 'settleLog' }), onDone: () => undefined });
    this.#push(request, { effect: () => ({ kind: 'saveVote', vote }), onDone: onDurable });
  }

  /** The disk may have refused the vote when it was given. */
  #unsavedVote(): DurableEffect | undefined {
    const { vote, isVoteDurable } = this.state;
    return isVoteDurable ? undefined : { kind: 'saveVote', vote };
  }

  #lead(call: LeaderAndIsrCall): void {
    const { vote, incarnation } = this.state;
    const isPromised = call.vote.epoch === vote.epoch;
    if (isPromised && (this.#role.kind === 'leader' || this.#isStarting)) {
      // Said twice.
      this.#answer(call.requestId);
      return;
    }
    const isFirst = call.vote.epoch > this.#startedEpoch;
    if (!isPromised || call.leaderIncarnation !== incarnation || !isFirst) {
      this.#answer(
        call.requestId,
        new WeirError(
          'FENCED_LEADER_EPOCH',
          `Epoch ${call.vote.epoch} was promised by another incarnation of this replica`,
        ),
      );
      return;
    }
    this.#startedEpoch = call.vote.epoch;
    this.#isStarting = true;
    this.#start(call, toCallSteps(call.requestId, call.vote));
  }

  /** 3.2: (e, s(e)) durable, the unclean flag cleared, then serve. */
  #start(call: LeaderAndIsrCall, request: CallSteps): void {
    this.#push(request, { effect: () => this.#unsavedVote(), onDone: () => undefined });
    for (const effect of leaderStartEffects(this.state, call.vote)) {
      this.#push(request, { effect, onDone: () => undefined });
    }
    this.#push(request, {
      onDone: () => {
        this.#isStarting = false;
        this.#serve(call);
      },
    });
  }

  #serve(call: LeaderAndIsrCall): void {
    const { state } = this;
    invariant(
      state.log.appendedOffset === state.log.logEndOffset,
      'a log stands still until its leader serves',
    );
    const emit = (effect: ImmediateEffect): void => {
      this.#emit(effect);
    };
    const leader = new LeaderState(
      state,
      {
        epoch: call.vote.epoch,
        startOffset: state.log.logEndOffset,
        expectedReplicas: call.inSyncReplicas,
        lagTimeMaxMs: call.lagTimeMaxMs,
        nowMs: call.nowMs,
      },
      emit,
    );
    const isLeading = (): boolean => this.#role.kind === 'leader' && this.#role.leader === leader;
    const change = new ConfigChange({
      replica: state,
      leader,
      steps: this.#steps,
      emit,
      isLeading,
      resign: (error) => {
        if (isLeading()) this.#dropRole(error);
      },
    });
    this.#role = { kind: 'leader', leader, change };
    this.#emit({ kind: 'ledNow', epoch: leader.epoch });
    this.#emit({ kind: 'inSyncReplicasChanged' });
    if (state.countedEnd < state.log.logEndOffset) this.#emit({ kind: 'requestFlush' });
    leader.advance();
    change.begin();
    this.#answer(call.requestId);
  }

  #follow(call: LeaderAndIsrCall, request: CallSteps): void {
    const isKnown = this.#role.kind === 'follower' && this.#role.follower.leader === call.leader;
    if (isKnown) {
      // Said twice.
      this.#answer(call.requestId);
      return;
    }
    this.#push(request, {
      effect: () => dirtyMark(this.state),
      onDone: () => {
        this.#beginToFollow(call);
      },
    });
  }

  #beginToFollow(call: LeaderAndIsrCall): void {
    if (this.#role.kind === 'none') {
      const follower = new FollowerState(
        { vote: call.vote, leader: call.leader, leaderAddress: call.leaderAddress },
        {
          replica: this.state,
          steps: this.#steps,
          emit: (effect) => {
            this.#emit(effect);
          },
          isCurrent: (asking) => this.#role.kind === 'follower' && this.#role.follower === asking,
        },
      );
      this.#role = { kind: 'follower', follower };
      this.#emit({
        kind: 'followedNow',
        leader: call.leader,
        leaderAddress: call.leaderAddress,
      });
    }
    this.#answer(call.requestId);
  }

  #dropRole(error: WeirError): void {
    const role = this.#role;
    this.#role = noRole;
    if (role.kind === 'follower') this.#emit({ kind: 'followedNoMore' });
    if (role.kind === 'leader') {
      role.change.abandon(error);
      this.#emit({ kind: 'ledNoMore' });
    }
  }

  #logMoved(): readonly ReplicaEffect[] {
    this.#advanceRole();
    return this.#take();
  }

  #advanceRole(): void {
    if (this.#role.kind === 'follower') this.#role.follower.logMoved();
    this.serving?.advance();
    this.#advanceChange();
  }

  #advanceChange(): void {
    if (this.#role.kind === 'leader') this.#role.change.advance();
  }

  /** A step on behalf of a request, as long as the vote that it is about stands. */
  #push(request: CallSteps, step: Pick<Step, 'effect' | 'onDone'>): void {
    this.#steps.push({
      ...step,
      isWanted: () =>
        !request.isOver && !this.#isRetired && isSameVote(this.state.vote, request.vote),
      onAbandoned: (error) => {
        if (request.isOver) return;
        request.isOver = true;
        this.#isStarting = false;
        this.#answer(request.requestId, error ?? fencedError(request.vote, this.state.vote));
      },
    });
  }

  #answer(requestId: number, error?: WeirError): void {
    this.#emit({ kind: 'answered', requestId, ...(error === undefined ? {} : { error }) });
  }

  #emit(effect: ImmediateEffect): void {
    this.#effects.push(effect);
  }

  #take(): readonly ReplicaEffect[] {
    if (this.#effects.length === 0) return noEffects;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
