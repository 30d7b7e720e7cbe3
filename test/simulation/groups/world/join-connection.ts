import { EventEmitter } from 'node:events';
import { WeirError } from '@weir/core';
import { GroupService, type JoinRequestInput, type JoinResponseInput } from '@weir/protos';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import { between, happens } from '../../world/world.ts';
import type { GroupsWorld } from './groups-world.ts';

/** What travels one way: a message, or how the stream ends. */
type Item =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'error'; readonly error: WeirError };

/** How a coordinator serves the stream that a member has opened; it ends with the promise. */
export type ServeJoin = (stream: StreamEnd, signal: AbortSignal) => Promise<void>;

/** Who opens a stream to whom. */
export interface JoinConnectionOptions {
  readonly world: GroupsWorld;
  readonly client: SimulatedProcess;
  readonly server: SimulatedProcess;
  readonly serve: ServeJoin;
}

/** Messages that may be on their way to a member before the coordinator must wait. */
const windowSize = 3;
/** A dead connection is known to be dead after so long. */
const keepaliveMs = 8_000;
const stalledPauseMs = 120;

const { Join } = GroupService.service;

/** One end of a stream, with as much of a gRPC stream as members and coordinators use. */
export class StreamEnd extends EventEmitter {
  readonly process: SimulatedProcess;
  readonly life: number;
  /** Nothing comes or goes any more. */
  isOver = false;
  readonly #send: (message: unknown) => boolean;
  readonly #finish: (kind: 'end' | 'cancel') => void;
  #hasEnded = false;

  constructor(
    process: SimulatedProcess,
    send: (message: unknown) => boolean,
    finish: (kind: 'end' | 'cancel') => void,
  ) {
    super();
    this.process = process;
    this.life = process.life;
    this.#send = send;
    this.#finish = finish;
  }

  /** Whether its process still lives the life that it belongs to. */
  get isAlive(): boolean {
    return this.process.isUp && this.process.life === this.life;
  }

  /** False when the other end should be waited for. */
  write(message: unknown): boolean {
    if (this.isOver) return false;
    if (this.#hasEnded) {
      this.later(() => this.emit('error', new Error('write after end')));
      return false;
    }
    return this.#send(message);
  }

  /** Says that nothing more is written. */
  end(): void {
    if (this.isOver || this.#hasEnded) return;
    this.#hasEnded = true;
    this.#finish('end');
  }

  /** Gives the stream up. */
  cancel(): void {
    if (this.isOver) return;
    this.#finish('cancel');
  }

  /** Lets something happen at this end, if it is still alive then. */
  later(run: () => void): void {
    if (this.isAlive) this.process.schedule(0, run);
  }
}

/**
 * A Join stream over a connection: in order, once, delayed, until it breaks. Each end learns that it is
 * broken at a time of its own; a silent connection is broken and neither end knows.
 */
export class JoinConnection {
  readonly client: StreamEnd;
  readonly serverProcess: SimulatedProcess;
  /** Whether the coordinator has had to wait: then it leaves out what newer assignments replace. */
  hasBeenFull = false;
  /** The life of the coordinator's process to which the connection was made. */
  readonly #serverLife: number;
  readonly #world: GroupsWorld;
  readonly #serve: ServeJoin;
  readonly #toServer: Way;
  readonly #toClient: Way;
  readonly #abort = new AbortController();
  #server: StreamEnd | undefined;
  /** Nothing gets through any more. */
  #isDead = false;

  constructor({ world, client, server, serve }: JoinConnectionOptions) {
    this.#world = world;
    this.#serve = serve;
    this.serverProcess = server;
    this.#serverLife = server.life;
    this.client = new StreamEnd(
      client,
      (message) => this.#fromClient(message as JoinRequestInput),
      (kind) => {
        this.#finishClient(kind);
      },
    );
    this.#toServer = new Way(world, client, server, (item) => {
      this.#arriveAtServer(item);
    });
    this.#toClient = new Way(world, server, client, (item) => {
      this.#arriveAtClient(item);
    });
    world.connections.add(this);
  }

  get isOver(): boolean {
    return this.client.isOver && this.#server?.isOver !== false;
  }

  /** Whether the process is at one of its ends. */
  isOf(process: SimulatedProcess): boolean {
    return this.client.process === process || this.serverProcess === process;
  }

  /** The connection breaks now; what is on its way is lost, or arrives before the end is seen. */
  break(): void {
    const { random } = this.#world;
    for (const way of [this.#toServer, this.#toClient]) if (random.nextInt(2) === 0) way.clear();
    this.#isDead = true;
    this.#failClientLater(random.nextInt(300));
    this.#failServerLater(random.nextInt(1_500));
  }

  /** Nothing gets through from now on, and nobody is told for long. */
  silence(): void {
    this.#isDead = true;
    this.#toServer.clear();
    this.#toClient.clear();
    this.#failClientLater(keepaliveMs);
    this.#failServerLater(keepaliveMs);
  }

  /** The network was cut between both: each end may find out, unless it heals before. */
  cutOff(): void {
    const { random } = this.#world;
    this.#failClientLater(between(random, 100, 5_000), () => this.#isCut());
    this.#failServerLater(between(random, 100, 5_000), () => this.#isCut());
  }

  /** The process at one end has died: the other end learns soon, or, if a machine died, late. */
  died(process: SimulatedProcess, { isMachine }: { readonly isMachine: boolean }): void {
    const { random } = this.#world;
    const noticeMs = isMachine ? keepaliveMs : random.nextInt(6);
    for (const way of [this.#toServer, this.#toClient]) way.stopPumping();
    if (process === this.client.process) {
      this.client.isOver = true;
      this.#failServerLater(noticeMs);
    } else {
      this.#closeServer();
      this.#failClientLater(noticeMs);
    }
    this.#forget();
  }

  #isCut(): boolean {
    return !this.#world.network.isConnected(this.client.process, this.serverProcess);
  }

  #fromClient(message: JoinRequestInput): boolean {
    const bytes = Join.requestSerialize(message);
    const request = Join.requestDeserialize(bytes);
    this.#world.history.ownership.said(this.client.process.name, request);
    if (!this.#isDead) this.#toServer.push({ kind: 'message', bytes });
    return true;
  }

  #fromServer(message: JoinResponseInput): boolean {
    const bytes = Join.responseSerialize(message);
    const response = Join.responseDeserialize(bytes);
    this.#world.history.ownership.sent(this.serverProcess.name, response);
    if (!this.#isDead) this.#toClient.push({ kind: 'message', bytes });
    const mayGoOn = !this.#isDead && this.#toClient.length < windowSize;
    if (!mayGoOn) this.hasBeenFull = true;
    return mayGoOn;
  }

  #finishClient(kind: 'end' | 'cancel'): void {
    if (!this.#isDead) this.#toServer.push({ kind });
    if (kind === 'end') return;
    this.#failClient(new WeirError('CANCELLED', 'Cancelled'));
  }

  #arriveAtServer(item: Item): void {
    const server = this.#server ?? this.#accept();
    if (server === undefined) return;
    if (!server.isAlive) {
      // Another process has come up at the address: it knows nothing of the connection.
      if (this.serverProcess.isUp) this.#failClient(unavailable('the connection was reset'));
      return;
    }
    if (server.isOver) return;
    if (item.kind === 'message') {
      const request = Join.requestDeserialize(item.bytes);
      this.#world.history.contacts.heard(this, request);
      server.emit('data', request);
    } else if (item.kind === 'end') server.emit('end');
    else this.#failServer();
  }

  #arriveAtClient(item: Item): void {
    const { client } = this;
    if (client.isOver || !client.isAlive) return;
    if (item.kind === 'message') {
      const response = Join.responseDeserialize(item.bytes);
      this.#world.history.ownership.received(this, response);
      client.emit('data', response);
      const server = this.#server;
      if (this.#toClient.length === windowSize - 1 && server?.isOver === false) {
        server.later(() => server.emit('drain'));
      }
      return;
    }
    client.isOver = true;
    if (item.kind === 'error') client.emit('error', item.error);
    else client.emit('end');
    this.#forget();
  }

  /** The first message opens the stream at the coordinator. */
  #accept(): StreamEnd | undefined {
    const { random } = this.#world;
    if (!this.serverProcess.isUp || this.serverProcess.life !== this.#serverLife) {
      this.#failClient(unavailable(`${this.serverProcess.name} refuses`));
      return undefined;
    }
    const server = new StreamEnd(
      this.serverProcess,
      (message) => this.#fromServer(message as JoinResponseInput),
      () => undefined,
    );
    this.#server = server;
    if (this.client.isOver) this.#failServerLater(random.nextInt(20));
    void this.#run(server);
    return server;
  }

  async #run(server: StreamEnd): Promise<void> {
    try {
      await this.#serve(server, this.#abort.signal);
      this.#endServer({ kind: 'end' });
    } catch (error) {
      this.#world.history.checkThrown(error);
      if (error instanceof WeirError) this.#endServer({ kind: 'error', error });
    }
  }

  #endServer(item: Item): void {
    if (this.#server?.isOver !== false) return;
    if (!this.#isDead) this.#toClient.push(item);
    this.#world.history.contacts.closed(this);
    this.#closeServer();
    this.#forget();
  }

  #failClientLater(delayMs: number, isStill: () => boolean = () => true): void {
    this.#world.queue.schedule(delayMs, () => {
      if (isStill()) this.#failClient(unavailable('the connection is broken'));
    });
  }

  #failServerLater(delayMs: number, isStill: () => boolean = () => true): void {
    this.#world.queue.schedule(delayMs, () => {
      if (isStill()) this.#failServer();
    });
  }

  #failClient(error: WeirError): void {
    const { client } = this;
    if (client.isOver) return;
    client.isOver = true;
    this.#toClient.clear();
    // What is stuck when a member gives a stream up never leaves its machine.
    if (this.#isCut()) this.#toServer.clear();
    client.later(() => client.emit('error', error));
    this.#failServerLater(this.#noticeMs());
    this.#forget();
  }

  #failServer(): void {
    const server = this.#server;
    if (server?.isOver !== false) return;
    this.#closeServer();
    this.#failClientLater(this.#noticeMs());
    this.#forget();
    server.later(() => {
      this.#world.history.contacts.closed(this);
      this.#abort.abort();
    });
  }

  #closeServer(): void {
    if (this.#server !== undefined) this.#server.isOver = true;
    this.#toServer.clear();
  }

  /** How soon the other end hears that one end has given up. */
  #noticeMs(): number {
    const { network, random } = this.#world;
    const isSilent = this.#isDead || this.#isCut() || happens(random, 50);
    return isSilent ? keepaliveMs : network.delayMs();
  }

  #forget(): void {
    if (this.isOver) this.#world.connections.delete(this);
  }
}

/** One way of a connection: a queue that is emptied in order, and waits while the network is cut. */
class Way {
  readonly #world: GroupsWorld;
  readonly #from: SimulatedProcess;
  readonly #to: SimulatedProcess;
  readonly #arrive: (item: Item) => void;
  #items: Item[] = [];
  #isPumping = false;
  /** Counts deaths at an end: what was about to be delivered then is not. */
  #deaths = 0;

  constructor(
    world: GroupsWorld,
    from: SimulatedProcess,
    to: SimulatedProcess,
    arrive: (item: Item) => void,
  ) {
    this.#world = world;
    this.#from = from;
    this.#to = to;
    this.#arrive = arrive;
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pumpAfter(this.#world.network.delayMs());
  }

  clear(): void {
    this.#items = [];
  }

  /** A process at an end has died: what was scheduled in its life does not happen. */
  stopPumping(): void {
    this.#deaths += 1;
    this.#isPumping = this.#items.length > 0;
    if (this.#isPumping) this.#pumpAfter(this.#world.network.delayMs());
  }

  #pumpAfter(delayMs: number): void {
    const deaths = this.#deaths;
    this.#world.queue.schedule(delayMs, () => {
      if (deaths === this.#deaths) this.#pump();
    });
  }

  #pump(): void {
    const { network, queue } = this.#world;
    const deaths = this.#deaths;
    const deliver = (): void => {
      if (deaths === this.#deaths) this.#deliver();
    };
    if (this.#items.length === 0) {
      this.#isPumping = false;
      return;
    }
    const pausedMs = this.#to.pausedUntilMs - queue.nowMs;
    if (network.isCut(this.#from, this.#to)) this.#pumpAfter(stalledPauseMs);
    else if (this.#to.isUp && pausedMs > 0) this.#pumpAfter(pausedMs);
    else if (this.#to.isUp) this.#to.schedule(0, deliver);
    else deliver();
  }

  #deliver(): void {
    const item = this.#items.shift();
    if (this.#items.length === 0) this.#isPumping = false;
    // Read together where they came together.
    else this.#pumpAfter(this.#world.random.nextInt(2));
    if (item !== undefined) this.#arrive(item);
  }
}

function unavailable(why: string): WeirError {
  return new WeirError('UNAVAILABLE', why);
}
