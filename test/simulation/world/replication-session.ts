import type { Buffer } from 'node:buffer';
import type { Offset } from '@weir/core';
import {
  checkReplicatedBatches,
  type EpochEntry,
  SendCursor,
  type SendPlan,
} from '@weir/storage-node/cores';
import type { SimulatedNode } from './simulated-node.ts';
import type { SimulatedReplica } from './simulated-replica.ts';
import type { World } from './world.ts';

/** A new leader's word on where the high watermark is comes this much later than data. */
const marksDelayMs = 10;
const maxBreakNoticeMs = 2_000;
const maxRunLength = 8;
/** Between two messages of one direction, so that they keep their order. */
const gapMs = 0.001;

/**
 * A follower's session with its leader: messages come in order and once, until it breaks. Then what
 * is under way is lost, and each end learns of it at a time of its own.
 */
export class ReplicationSession {
  readonly id: number;
  readonly follower: SimulatedNode;
  readonly leader: SimulatedNode;
  readonly #world: World;
  readonly #followerLife: number;
  readonly #leaderLife: number;
  #isBroken = false;
  #lastToLeaderMs = 0;
  #lastToFollowerMs = 0;
  #cursor: SendCursor | undefined;
  #joined: SimulatedReplica | undefined;
  #toldHighWatermark = -1;
  #isWoken = false;
  #isTellingMarks = false;
  #isAcknowledging = false;

  constructor(world: World, id: number, follower: SimulatedNode, leader: SimulatedNode) {
    this.id = id;
    this.follower = follower;
    this.leader = leader;
    this.#world = world;
    this.#followerLife = follower.process.life;
    this.#leaderLife = leader.process.life;
  }

  /** Whether messages still get through. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Follower: asks to join. */
  join(vote: Parameters<SimulatedReplica['core']['join']>[2]): void {
    this.#toLeader(() => {
      const replica = this.leader.replica;
      try {
        if (replica === undefined) throw new Error('There is no replica');
        replica.run((core) =>
          core.join(this.follower.nodeId, this.id, vote, this.leader.clock.monotonicMs()),
        );
      } catch (error) {
        this.leader.world.history.checkThrown(error);
        this.#toFollower(() => this.follower.link.refused(this));
        return;
      }
      this.#joined = replica;
      this.leader.audience.add(this);
      this.#reply(replica);
    });
  }

  /** Follower: where to go on. */
  start(logEndOffset: Offset, lastEpoch: number): void {
    this.#toLeader(() => {
      const replica = this.#joined;
      if (replica === undefined || !this.leader.audience.has(this)) return;
      const { state } = replica.core;
      const { logStartOffset, appendedOffset } = replica.log;
      const history = { entries: state.epochs, logStartOffset, logEndOffset: appendedOffset };
      try {
        this.#cursor = new SendCursor(history, logEndOffset, lastEpoch);
      } catch (error) {
        this.leader.world.history.checkThrown(error);
        this.endAtLeader();
        return;
      }
      this.wake();
    });
  }

  /** Follower: what it holds has changed; told once a turn. */
  acknowledge(): void {
    if (this.#isAcknowledging) return;
    this.#isAcknowledging = true;
    this.follower.process.schedule(0, () => {
      this.#isAcknowledging = false;
      const ack = this.follower.replica?.core.acknowledgement;
      if (ack?.session !== this.id) return;
      const told = { logEndOffset: ack.logEndOffset as Offset, lastEpoch: ack.lastEpoch };
      this.#toLeader(() => {
        const replica = this.#joined;
        if (replica === undefined || !this.leader.audience.has(this)) return;
        const nowMs = this.leader.clock.monotonicMs();
        if (told.logEndOffset > replica.log.appendedOffset) {
          this.endAtLeader();
          return;
        }
        replica.run((core) => core.acknowledge(this.follower.nodeId, this.id, told, nowMs));
      });
    });
  }

  /** Follower: it is interested no more. */
  leave(): void {
    this.#toLeader(() => {
      this.#leftAtLeader();
    });
  }

  /** Leader: there may be something to send. */
  wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    this.leader.process.schedule(0, () => {
      this.#isWoken = false;
      this.#sendAll();
    });
  }

  /** Leader: the high watermark has moved, with or without data. */
  marksMoved(): void {
    if (this.#isTellingMarks) return;
    this.#isTellingMarks = true;
    this.leader.process.schedule(marksDelayMs, () => {
      this.#isTellingMarks = false;
      this.#sendAll();
    });
  }

  /** Leader: ends it; the follower is told. */
  endAtLeader(): void {
    this.#leftAtLeader();
    this.#toFollower(() => this.follower.link.refused(this));
  }

  /** Nothing gets through any more. Each end notices at some time, a dead one never. */
  break(maxNoticeMs = maxBreakNoticeMs): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    const { random, queue } = this.#world;
    queue.schedule(random.nextInt(maxNoticeMs + 1), () => {
      if (this.#isLeaderThere()) this.leader.process.schedule(0, () => this.#leftAtLeader());
    });
    queue.schedule(random.nextInt(maxNoticeMs + 1), () => {
      if (this.#isFollowerThere()) {
        this.follower.process.schedule(0, () => this.follower.link.broken(this));
      }
    });
  }

  #leftAtLeader(): void {
    const replica = this.#joined;
    this.#joined = undefined;
    if (!this.leader.audience.delete(this) || replica === undefined) return;
    replica.run((core) => core.left(this.follower.nodeId, this.id));
  }

  #reply(replica: SimulatedReplica): void {
    const { state } = replica.core;
    const { logStartOffset, appendedOffset } = replica.log;
    const reply = {
      session: this.id,
      leaderEpoch: state.vote.epoch,
      epochs: state.epochs,
      logStartOffset,
      logEndOffset: appendedOffset,
      highWatermark: state.highWatermark,
      config: state.config,
    };
    this.#toFollower(() => {
      this.follower.replica?.run((core) => core.joinReplied(reply));
    });
  }

  #sendAll(): void {
    for (let isMore = true; isMore;) isMore = this.#send();
  }

  /** Sends what comes next; whether there may be more. */
  #send(): boolean {
    const replica = this.#joined;
    const cursor = this.#cursor;
    if (replica === undefined || !this.leader.audience.has(this)) return false;
    if (cursor === undefined) return false;
    const { highWatermark, epochs } = replica.core.state;
    const plan = cursor.plan({ entries: epochs, logEndOffset: replica.log.appendedOffset });
    if (plan === undefined) {
      if (this.#toldHighWatermark < highWatermark) this.#sendData(replica, cursor.nextOffset, []);
      return false;
    }
    const endOffset = this.#endOf(plan);
    if (endOffset === undefined) return false;
    cursor.sent(plan, endOffset);
    const batches = replica.log.read(plan.baseOffset, endOffset).map(({ bytes }) => bytes);
    this.#sendData(replica, plan.baseOffset, batches, plan.epochs);
    return true;
  }

  /** Where this run ends: after some records, or where the scenario says; undefined for no run. */
  #endOf({ baseOffset, maxOffset, epochs }: SendPlan): Offset | undefined {
    const limit = this.#world.sendLimits.get(this.follower.nodeId) ?? Infinity;
    if (limit < 0 || (limit <= baseOffset && epochs.length === 0)) return undefined;
    const length = 1 + this.#world.random.nextInt(maxRunLength);
    const allowed = Math.min(baseOffset + length, Math.max(baseOffset, limit));
    return Math.min(maxOffset, allowed) as Offset;
  }

  #sendData(
    { core, log }: SimulatedReplica,
    baseOffset: Offset,
    batches: readonly Buffer[],
    epochs: readonly EpochEntry[] = [],
  ): void {
    const { highWatermark } = core.state;
    const { logStartOffset } = log;
    this.#toldHighWatermark = highWatermark;
    this.#toFollower(() => {
      const run = checkReplicatedBatches(batches, baseOffset);
      this.follower.replica?.run((receiver) =>
        receiver.received({
          ...run,
          ...{ session: this.id, baseOffset, epochs, batches, highWatermark, logStartOffset },
        }),
      );
    });
  }

  #toLeader(deliver: () => void): void {
    if (this.#isBroken) return;
    const atMs = Math.max(this.#lastToLeaderMs + gapMs, this.#arrivalMs());
    this.#lastToLeaderMs = atMs;
    this.#world.queue.schedule(atMs - this.#world.queue.nowMs, () => {
      if (!this.#isBroken && this.#isLeaderThere()) this.leader.process.schedule(0, deliver);
    });
  }

  #toFollower(deliver: () => void): void {
    if (this.#isBroken) return;
    const atMs = Math.max(this.#lastToFollowerMs + gapMs, this.#arrivalMs());
    this.#lastToFollowerMs = atMs;
    this.#world.queue.schedule(atMs - this.#world.queue.nowMs, () => {
      if (!this.#isBroken && this.#isFollowerThere()) this.follower.process.schedule(0, deliver);
    });
  }

  #arrivalMs(): number {
    return this.#world.queue.nowMs + this.#world.network.delayMs();
  }

  #isLeaderThere(): boolean {
    return this.leader.process.isUp && this.leader.process.life === this.#leaderLife;
  }

  #isFollowerThere(): boolean {
    return this.follower.process.isUp && this.follower.process.life === this.#followerLife;
  }
}
