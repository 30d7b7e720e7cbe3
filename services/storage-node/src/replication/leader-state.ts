import { invariant, type LeaderEpoch, type NodeId, type Offset } from '@weir/core';

import { committedEnd } from './commit-rule.ts';
import { type Acknowledgement, FollowerProgress } from './follower-progress.ts';
import { membersOf } from './replica-config.ts';
import type { ImmediateEffect } from './replica-effect.ts';
import type { ReplicaState } from './replica-state.ts';

/** How long a new leader takes every member for one that is about to join. */
const graceMs = 250;

/** How far a follower has copied the log. */
export interface FollowerPosition {
  readonly nodeId: NodeId;
  /** Exclusive; -1 before it has said so. */
  readonly logEndOffset: number;
  readonly isInSync: boolean;
  /** Since it was heard of last; while there is nothing to copy it says nothing. */
  readonly silentMs: number;
}

/** How far the copy of another replica is. */
export interface FollowerLog {
  readonly nodeId: NodeId;
  /** Exclusive; -1 while it does not follow, or has not said so yet. */
  readonly logEndOffset: number;
  readonly isInSync: boolean;
  /** How long ago it last held everything; 0 while it does, -1 where that is not known. */
  readonly behindMs: number;
}

/** What a leader starts an epoch with. */
export interface LeaderStateOptions {
  readonly epoch: LeaderEpoch;
  /** s(e): the log end when the epoch started. */
  readonly startOffset: Offset;
  /** Replicas that answered the election just now, and should join within the lag time. */
  readonly expectedReplicas: Iterable<NodeId>;
  /** `replica.lag.time.max.ms`. */
  readonly lagTimeMaxMs: number;
  readonly nowMs: number;
}

/**
 * What a leader knows in its epoch: who follows how far, who is in sync, what is committed.
 *
 * The in-sync set starts with the leader alone and grows by the expand rule (7.5), so that a member
 * that died with the last leader holds nobody up. Where an append asks whether there will be enough
 * replicas, those that are expected count too: who answered the election, and at the very start all.
 *
 * Pure state: acknowledgements and the time come in, effects go out through `emit`.
 *
 * Invariants:
 *   - The high watermark never decreases within the epoch.
 *   - A replica counts only from the epoch's start on (4.6), the leader itself too (3.2).
 *   - With `commit.policy=in-sync` the high watermark never exceeds what an in-sync replica counts for
 *     while there are `min.insync.replicas` of them.
 *   - The in-sync set holds only members of the config in force.
 * Tests: `replica-leader.test.ts`.
 */
export class LeaderState {
  readonly epoch: LeaderEpoch;
  readonly startOffset: Offset;
  readonly #replica: ReplicaState;
  readonly #emit: (effect: ImmediateEffect) => void;
  readonly #lagTimeMaxMs: number;
  readonly #followers = new Map<NodeId, FollowerProgress>();
  readonly #inSync = new Set<NodeId>();
  readonly #expected: Set<NodeId>;
  readonly #expectedUntilMs: number;
  readonly #anyoneUntilMs: number;
  #expectsAnyone = true;
  #members: ReadonlySet<NodeId>;

  constructor(
    replica: ReplicaState,
    options: LeaderStateOptions,
    emit: (effect: ImmediateEffect) => void,
  ) {
    this.epoch = options.epoch;
    this.startOffset = options.startOffset;
    this.#replica = replica;
    this.#emit = emit;
    this.#lagTimeMaxMs = options.lagTimeMaxMs;
    this.#members = membersOf(replica.config);
    if (this.#members.has(replica.nodeId)) this.#inSync.add(replica.nodeId);
    this.#expected = new Set(options.expectedReplicas);
    this.#expected.delete(replica.nodeId);
    this.#expectedUntilMs = options.nowMs + options.lagTimeMaxMs;
    this.#anyoneUntilMs = options.nowMs + Math.min(graceMs, options.lagTimeMaxMs);
  }

  /** Node ids, the leader's among them while it is a member. */
  get inSyncReplicas(): ReadonlySet<NodeId> {
    return this.#inSync;
  }

  /** Whether the leader knows all that its predecessors committed: else "latest" is unknown (3.4). */
  get knowsHighWatermark(): boolean {
    return this.#replica.highWatermark >= this.startOffset;
  }

  /** Whether an acks=all append may hope for enough replicas; asked before it is appended. */
  hasEnoughReplicas(): boolean {
    return this.#replica.config.sets.every(({ replicas, minInsyncReplicas }) => {
      const present = replicas.filter((node) => this.#inSync.has(node) || this.#isExpected(node));
      return present.length >= minInsyncReplicas;
    });
  }

  /**
   * How many more replicas are in sync than `min.insync.replicas` asks for, negative for fewer; of two sets
   * the smaller figure.
   */
  get inSyncMargin(): number {
    const margins = this.#replica.config.sets.map(
      ({ replicas, minInsyncReplicas }) =>
        replicas.filter((node) => this.#inSync.has(node)).length - minInsyncReplicas,
    );
    return Math.min(...margins);
  }

  /** How many replicas are in sync in the smallest of the config's sets, for messages. */
  get inSyncCount(): number {
    const counts = this.#replica.config.sets.map(
      ({ replicas }) => replicas.filter((node) => this.#inSync.has(node)).length,
    );
    return Math.min(...counts);
  }

  /** A follower has joined, anew or again: whatever its log held before is forgotten. */
  joined(node: NodeId, session: number, nowMs: number): void {
    invariant(node !== this.#replica.nodeId, 'a leader does not follow itself');
    this.#remove(node);
    this.#followers.set(node, new FollowerProgress(session, this, nowMs));
    this.advance();
  }

  /** A follower's session has ended: it leaves the in-sync set at once. */
  left(node: NodeId, session: number): void {
    if (this.#followers.get(node)?.session !== session) return;
    this.#followers.delete(node);
    this.#remove(node);
    this.advance();
  }

  /** A follower says what it holds. Sessions that were replaced are not listened to. */
  acknowledge(node: NodeId, session: number, ack: Acknowledgement, nowMs: number): void {
    const progress = this.#followers.get(node);
    if (progress?.session !== session) return;
    const leaderEnd = this.#replica.log.appendedOffset;
    invariant(
      ack.logEndOffset <= leaderEnd,
      'a follower of the epoch never holds more than its leader',
    );
    if (!progress.acknowledge(ack, leaderEnd, nowMs)) return;

    if (this.#mayExpand(node, progress)) {
      this.#inSync.add(node);
      this.#expected.delete(node);
      this.#emit({ kind: 'inSyncReplicasChanged' });
    }
    this.advance();
  }

  /**
   * Whether time alone changes nothing: nobody is expected, and every in-sync follower holds all there
   * is. It must be ticked once more before the next append, which makes them fall behind from then on.
   */
  get isQuiet(): boolean {
    if (this.#expectsAnyone || this.#expected.size > 0) return false;
    const { appendedOffset } = this.#replica.log;
    for (const [node, { logEndOffset }] of this.#followers) {
      if (this.#inSync.has(node) && logEndOffset < appendedOffset) return false;
    }
    return true;
  }

  /** Time has passed: followers that lag leave the in-sync set, expectations end. */
  tick(nowMs: number): void {
    if (nowMs >= this.#anyoneUntilMs) this.#expectsAnyone = false;
    if (nowMs >= this.#expectedUntilMs) this.#expected.clear();
    const leaderEnd = this.#replica.log.appendedOffset;
    let hasShrunk = false;
    for (const [node, progress] of this.#followers) {
      if (!this.#inSync.has(node)) continue;
      if (progress.isLagging(leaderEnd, nowMs, this.#lagTimeMaxMs)) {
        this.#remove(node);
        hasShrunk = true;
      }
    }
    if (hasShrunk) this.advance();
  }

  /** The config in force is another: who is no member is not in sync. */
  configChanged(): void {
    this.#members = membersOf(this.#replica.config);
    for (const node of this.#inSync) if (!this.#members.has(node)) this.#remove(node);
    if (this.#members.has(this.#replica.nodeId)) this.#inSync.add(this.#replica.nodeId);
    for (const [node, progress] of this.#followers) {
      if (this.#mayExpand(node, progress)) this.#inSync.add(node);
    }
    this.#emit({ kind: 'inSyncReplicasChanged' });
    this.advance();
  }

  /** Whether a replica holds all that is committed, member or not: it may join a replica set (8.3). */
  isCaughtUp(node: NodeId): boolean {
    return this.#isCaughtUp(this.countedEnd(node));
  }

  /** How far a replica counts, exclusive; -1 when it does not. */
  countedEnd(node: NodeId): number {
    if (node !== this.#replica.nodeId) return this.#followers.get(node)?.countedEnd ?? -1;
    const own = this.#replica.countedEnd;
    return own >= this.startOffset ? own : -1;
  }

  /** Where each follower is, member or not. */
  positions(nowMs: number): FollowerPosition[] {
    return [...this.#followers].map(([nodeId, { logEndOffset, heardAtMs }]) => ({
      nodeId,
      logEndOffset,
      silentMs: Math.max(0, Math.round(nowMs - heardAtMs)),
      isInSync: this.#inSync.has(nodeId),
    }));
  }

  /** Members but the leader, whether they follow or not, and whoever else follows; in order of id. */
  followerLogs(nowMs: number): FollowerLog[] {
    const { log, nodeId: self } = this.#replica;
    const nodeIds = new Set([...this.#members, ...this.#followers.keys()]);
    nodeIds.delete(self);
    return [...nodeIds]
      .toSorted((left, right) => left - right)
      .map((nodeId) => {
        const progress = this.#followers.get(nodeId);
        return {
          nodeId,
          logEndOffset: progress?.logEndOffset ?? -1,
          isInSync: this.#inSync.has(nodeId),
          behindMs: Math.round(progress?.behindMs(log.appendedOffset, nowMs) ?? -1),
        };
      });
  }

  /** Whether a follower is to become a member, or was one: its copy may wait for others. */
  isOutsider(node: NodeId): boolean {
    return !this.#members.has(node);
  }

  /** Moves the high watermark to what is committed by now. */
  advance(): void {
    const committed = committedEnd({
      policy: this.#replica.settings.commitPolicy,
      sets: this.#replica.config.sets,
      inSyncReplicas: this.#inSync,
      countedEnd: (node) => this.countedEnd(node),
    });
    if (!this.#replica.raiseHighWatermark(committed)) return;
    this.#emit({ kind: 'highWatermarkMoved', highWatermark: this.#replica.highWatermark });
  }

  #isExpected(node: NodeId): boolean {
    return this.#expectsAnyone || this.#expected.has(node);
  }

  #mayExpand(node: NodeId, progress: FollowerProgress): boolean {
    return (
      !this.#inSync.has(node) && this.#members.has(node) && this.#isCaughtUp(progress.countedEnd)
    );
  }

  #isCaughtUp(countedEnd: number): boolean {
    return countedEnd >= Math.max(this.#replica.highWatermark, this.startOffset);
  }

  #remove(node: NodeId): void {
    if (this.#inSync.delete(node)) this.#emit({ kind: 'inSyncReplicasChanged' });
  }
}
