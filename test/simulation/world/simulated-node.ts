import type { Buffer } from 'node:buffer';
import { type Clock, type NodeId, WeirError } from '@weir/core';
import { ControllerToken, ProduceTask } from '@weir/storage-node/cores';
import { NodeControl } from './node-control.ts';
import { NodeSession } from './node-session.ts';
import { ReplicationLink } from './replication-link.ts';
import type { ReplicationSession } from './replication-session.ts';
import { type Ending, SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedController } from './simulated-controller.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedReplica } from './simulated-replica.ts';
import { happens, type World } from './world.ts';

/** What a producer's batches came to. */
export interface ProduceAnswer {
  readonly errorCode: string;
  readonly baseOffset: number;
  readonly leaderEpoch: number;
}

const produceTimeoutMs = 2_000;
const restartMs = 20;

/** A storage node: one process after another on one disk, with one replica. */
export class SimulatedNode {
  readonly nodeId: NodeId;
  readonly world: World;
  readonly process: SimulatedProcess;
  readonly disk: SimulatedDisk;
  /** Sessions of the followers that have joined here. */
  readonly audience = new Set<ReplicationSession>();
  /** Produce requests that have no answer yet, by when they came. */
  readonly unanswered = new Map<number, number>();
  clock: Clock;
  incarnation = '';
  token = new ControllerToken();
  link: ReplicationLink;
  control: NodeControl;
  session: NodeSession;
  replica: SimulatedReplica | undefined;
  readonly #controllers: () => readonly SimulatedController[];
  #ending: Ending = 'clean';
  #requests = 0;

  constructor(world: World, nodeId: number, controllers: () => readonly SimulatedController[]) {
    this.world = world;
    this.nodeId = nodeId as NodeId;
    this.#controllers = controllers;
    this.process = new SimulatedProcess(`n${nodeId}`, world.queue);
    this.disk = new SimulatedDisk(world.random);
    this.clock = this.process.clock();
    this.link = new ReplicationLink(this);
    this.control = new NodeControl(this);
    this.session = new NodeSession(this, controllers);
  }

  /** `host:port`, as others are told. */
  get address(): string {
    return `n${this.nodeId}:1`;
  }

  /** Begins a life with what the last one left. */
  start(): void {
    const { world, process, disk } = this;
    process.start();
    this.clock = process.clock();
    this.incarnation = `${this.nodeId}/${process.life}`;
    this.token = new ControllerToken();
    this.link = new ReplicationLink(this);
    this.control = new NodeControl(this);
    this.session = new NodeSession(this, this.#controllers);
    this.audience.clear();
    this.unanswered.clear();
    disk.recover(this.#ending);
    this.replica =
      disk.replica === undefined ? undefined : new SimulatedReplica(this, disk.replica);
    world.trace.note('node', this.nodeId, 'starts as', this.incarnation, this.#describe());
    process.schedule(restartMs, () => {
      this.session.start();
    });
  }

  /** Ends the life. Disk work under way may or may not be done. */
  stop(ending: Ending, isWorkDone = happens(this.world.random, 500)): void {
    if (!this.process.isUp) return;
    const { world, replica } = this;
    world.trace.note('node', this.nodeId, 'dies:', ending);
    const { underWay } = replica ?? {};
    if (ending === 'clean') replica?.log.flushNow();
    else if (replica !== undefined && underWay !== undefined && isWorkDone) {
      replica.makeDurable(underWay);
    }
    this.process.stop();
    this.#ending = ending;
    this.replica = undefined;
    this.disk.lose(ending);
    this.#breakSessions(ending === 'power' ? 2_000 : 5);
  }

  /** Its disk is another one, empty, with or without the vote that was given. The node is down. */
  replaceDisk(): void {
    this.world.trace.note('node', this.nodeId, 'has another disk');
    this.world.history.hasLostVotes = true;
    this.disk.replace();
  }

  /** A producer's request; `answer` is called once, unless the node dies. */
  produce(batch: Buffer, minLeaderEpoch: number, answer: (answer: ProduceAnswer) => void): void {
    const request = this.#requests;
    this.#requests += 1;
    this.unanswered.set(request, this.world.queue.nowMs);
    const finish = (
      error: WeirError | undefined,
      { baseOffset, leaderEpoch } = { baseOffset: -1, leaderEpoch: 0 },
    ): void => {
      this.unanswered.delete(request);
      answer({ errorCode: error?.code ?? '', baseOffset, leaderEpoch });
    };
    const { replica } = this;
    if (replica === undefined) {
      finish(new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'There is no replica here'));
      return;
    }
    const arrivedAtMs = this.clock.monotonicMs();
    replica.writer.append(
      new ProduceTask({
        acks: 'all',
        batches: [batch],
        arrivedAtMs,
        deadlineAtMs: arrivedAtMs + produceTimeoutMs,
        minLeaderEpoch,
        finish: (error, appended) => {
          finish(error, appended);
        },
      }),
    );
  }

  /** Tells the controller the in-sync set soon: changes of one burst together. */
  publishIsrSoon(): void {
    this.session.publishIsrSoon();
  }

  #breakSessions(noticeMs: number): void {
    for (const session of this.world.sessions) {
      if (session.follower === this || session.leader === this) session.break(noticeMs);
    }
  }

  /** Its replica, described for the trace. */
  #describe(): string {
    const { replica } = this.disk;
    if (replica === undefined) return 'empty';
    const { vote, isClean, epochs } = replica.durable;
    const list = epochs.map(({ epoch, startOffset }) => `${epoch}@${startOffset}`).join(',');
    return `${isClean ? 'clean' : 'unclean'} vote ${vote.epoch} end ${replica.file.writtenOffset} ${list}`;
  }
}
