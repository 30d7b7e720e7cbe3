import type { LeaderEpoch, Offset } from '@weir/core';

import { SendCursor } from '../src/replication/send-cursor.ts';
import type { ImmediateEffect } from '../src/replication/replica-effect.ts';
import type { FollowerAcknowledgement } from '../src/replication/follower-state.ts';
import { toRecord } from './model-log.ts';
import { ModelReplica, type ModelReplicaOptions } from './model-replica.ts';

interface Session {
  readonly id: number;
  readonly leader: ModelReplica;
  readonly follower: ModelReplica;
  cursor: SendCursor | undefined;
}

/** Replicas that reach one another through a network that delivers in order, unless it is cut. */
export class ModelCluster {
  readonly replicas: readonly ModelReplica[];
  readonly #sessions = new Map<number, Session>();
  readonly #cut = new Set<ModelReplica>();
  #nextSession = 1;
  nowMs = 0;

  constructor(options: readonly ModelReplicaOptions[]) {
    this.replicas = options.map((each) => new ModelReplica(each));
    for (const replica of this.replicas) {
      replica.onEffect = (effect) => {
        this.#carry(replica, effect);
      };
    }
  }

  node(nodeId: number): ModelReplica {
    const replica = this.replicas.find((each) => each.nodeId === nodeId);
    if (replica === undefined) throw new Error(`No node ${nodeId}`);
    return replica;
  }

  /** A controller's election among those that are reachable; `leader` must be one of them. */
  elect(epoch: number, leader: number, promisers: readonly number[]): void {
    for (const nodeId of promisers) this.node(nodeId).promise(epoch);
    this.announce(epoch, leader, promisers);
  }

  /** Tells some who leads. */
  announce(epoch: number, leader: number, told: readonly number[]): void {
    const { incarnation } = this.node(leader);
    const first = [leader, ...told.filter((nodeId) => nodeId !== leader)];
    for (const nodeId of first.filter((each) => told.includes(each))) {
      this.node(nodeId).leaderAndIsr(epoch, leader, { incarnation, inSync: [...told] });
    }
    this.settle();
  }

  /** Nothing reaches the node any more. */
  isolate(nodeId: number): void {
    const replica = this.node(nodeId);
    this.#cut.add(replica);
    for (const session of [...this.#sessions.values()]) {
      if (session.leader === replica || session.follower === replica) this.#end(session);
    }
  }

  /** The node is reachable again; followers among those concerned join anew. */
  heal(nodeId: number): void {
    this.#cut.delete(this.node(nodeId));
    for (const replica of this.replicas) this.connect(replica.nodeId);
    this.settle();
  }

  /** A follower begins a session with its leader. */
  connect(nodeId: number): void {
    const follower = this.node(nodeId);
    const { role } = follower.replica;
    if (role.kind !== 'follower') return;
    if ([...this.#sessions.values()].some((session) => session.follower === follower)) return;
    const leader = this.node(role.follower.leader);
    if (this.#cut.has(leader) || this.#cut.has(follower)) return;
    const id = this.#nextSession;
    this.#nextSession += 1;
    this.#sessions.set(id, { id, leader, follower, cursor: undefined });
    follower.run((replica) => replica.connected(id));
  }

  restart(nodeId: number, cause: 'process' | 'kernel' | 'clean'): void {
    this.isolate(nodeId);
    this.node(nodeId).restart(cause);
    this.#cut.delete(this.node(nodeId));
  }

  /** Leaders send until nobody has anything more to say. */
  settle(): void {
    for (let rounds = 0, isMoving = true; isMoving; rounds += 1) {
      if (rounds > 1000) throw new Error('The cluster does not settle');
      isMoving = [...this.#sessions.values()].map((session) => this.#send(session)).includes(true);
    }
  }

  #carry(from: ModelReplica, effect: ImmediateEffect): void {
    if (effect.kind === 'followedNow') this.connect(from.nodeId);
    if (effect.kind === 'followedNoMore' || effect.kind === 'ledNoMore') {
      for (const session of [...this.#sessions.values()]) {
        if (session.follower === from || session.leader === from) this.#end(session);
      }
    }
    if (effect.kind === 'sessionBroken') {
      const session = this.#sessions.get(effect.session);
      if (session !== undefined) this.#end(session);
    }
    if (effect.kind === 'join') this.#join(effect.session, effect.vote);
    if (effect.kind === 'start') this.#start(effect.session, effect);
    if (effect.kind === 'acknowledge') this.#acknowledge(from);
  }

  #join(id: number, vote: { epoch: LeaderEpoch; proposalId: string }): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const { leader, follower } = session;
    try {
      leader.run((replica) => replica.join(follower.nodeId, id, vote, this.nowMs));
    } catch {
      this.#end(session);
      return;
    }
    const { state } = leader.replica;
    follower.run((replica) =>
      replica.joinReplied({
        session: id,
        leaderEpoch: state.vote.epoch,
        epochs: state.epochs,
        logStartOffset: state.log.logStartOffset,
        logEndOffset: state.log.appendedOffset,
        highWatermark: state.highWatermark,
        config: state.config,
      }),
    );
  }

  #start(id: number, start: { logEndOffset: Offset; lastEpoch: number }): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const { state } = session.leader.replica;
    session.cursor = new SendCursor(
      {
        entries: state.epochs,
        logStartOffset: state.log.logStartOffset,
        logEndOffset: state.log.appendedOffset,
      },
      start.logEndOffset,
      start.lastEpoch,
    );
  }

  #acknowledge(from: ModelReplica): void {
    const ack: FollowerAcknowledgement | undefined = from.replica.acknowledgement;
    const session = ack === undefined ? undefined : this.#sessions.get(ack.session);
    if (ack === undefined || session === undefined) return;
    session.leader.run((replica) =>
      replica.acknowledge(
        from.nodeId,
        session.id,
        { logEndOffset: ack.logEndOffset as Offset, lastEpoch: ack.lastEpoch },
        this.nowMs,
      ),
    );
  }

  #send(session: Session): boolean {
    const { leader, follower, cursor } = session;
    const { state } = leader.replica;
    if (cursor === undefined || leader.replica.serving === undefined) return false;
    const plan = cursor.plan({ entries: state.epochs, logEndOffset: state.log.appendedOffset });
    const isNews =
      follower.replica.state.highWatermark <
      Math.min(state.highWatermark, follower.replica.state.log.appendedOffset);
    if (plan === undefined && !isNews) return false;
    const baseOffset = plan?.baseOffset ?? cursor.nextOffset;
    const endOffset = plan?.maxOffset ?? baseOffset;
    const batches = leader.log.read(baseOffset, endOffset);
    const records = batches.map(toRecord);
    if (plan !== undefined) cursor.sent(plan, endOffset);
    follower.run((replica) =>
      replica.received({
        session: session.id,
        baseOffset,
        endOffset,
        epochs: plan?.epochs ?? [],
        batchEpoch: records[0]?.epoch ?? -1,
        configs: records.flatMap(({ config }) => (config === undefined ? [] : [config])),
        batches,
        highWatermark: state.highWatermark,
        logStartOffset: state.log.logStartOffset,
      }),
    );
    return true;
  }

  #end(session: Session): void {
    if (!this.#sessions.delete(session.id)) return;
    session.follower.replica.disconnected();
    session.leader.run((replica) => replica.left(session.follower.nodeId, session.id));
  }
}
