import type { Offset, Timer } from '@weir/core';
import type { Vote } from '@weir/storage-node/cores';
import type { SimulatedNode } from './simulated-node.ts';
import { ReplicationSession } from './replication-session.ts';

const maxPauseMs = 200;

/** A follower's way to its leader's node: connects, and connects anew when a session is over. */
export class ReplicationLink {
  readonly #node: SimulatedNode;
  #leader: number | undefined;
  #session: ReplicationSession | undefined;
  #retry: Timer | undefined;

  constructor(node: SimulatedNode) {
    this.#node = node;
  }

  get session(): ReplicationSession | undefined {
    return this.#session;
  }

  attach(leader: number): void {
    this.#leader = leader;
    this.#connectSoon(2);
  }

  detach(): void {
    this.#leader = undefined;
    this.#retry?.cancel();
    this.#end();
    this.#node.replica?.core.disconnected();
  }

  join(id: number, vote: Vote): void {
    if (this.#session?.id === id) this.#session.join(vote);
  }

  start(id: number, logEndOffset: Offset, lastEpoch: number): void {
    if (this.#session?.id !== id) return;
    this.#session.start(logEndOffset, lastEpoch);
    this.#session.acknowledge();
  }

  acknowledge(): void {
    this.#session?.acknowledge();
  }

  /** The core wants nothing more of this session. */
  rejoin(id: number): void {
    if (this.#session?.id !== id) return;
    this.#end();
    this.#connectSoon(maxPauseMs);
  }

  /** The leader has ended the session. */
  refused(session: ReplicationSession): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#node.replica?.core.disconnected();
    this.#connectSoon(maxPauseMs);
  }

  /** The connection is gone. */
  broken(session: ReplicationSession): void {
    this.refused(session);
  }

  #end(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.leave();
  }

  #connectSoon(maxMs: number): void {
    const { world, process } = this.#node;
    this.#retry?.cancel();
    this.#retry = process.schedule(world.network.delayMs() + world.random.nextInt(maxMs), () => {
      this.#connect();
    });
  }

  #connect(): void {
    const { world, process } = this.#node;
    const leader = world.nodes.get(this.#leader ?? -1);
    if (this.#leader === undefined || this.#session !== undefined) return;
    const isOpen =
      leader !== undefined &&
      leader.process.isUp &&
      world.network.isConnected(process, leader.process);
    if (!isOpen) {
      this.#connectSoon(maxPauseMs);
      return;
    }
    const session = new ReplicationSession(world, world.nextSession(), this.#node, leader);
    this.#session = session;
    world.sessions.add(session);
    this.#node.replica?.run((core) => core.connected(session.id));
  }
}
