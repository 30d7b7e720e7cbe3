import { type Clock, InvariantViolation, SeededRandom, toWeirError, WeirError } from '@weir/core';
import { ActiveController, changeIsr, newControllerCounts } from '@weir/controller/cores';
import type {
  ChangeIsrRequest,
  HeartbeatRequest,
  MetadataSnapshot,
  RegisterNodeRequest,
  RegisterNodeResponse,
} from '@weir/protos';
import { Backoff, type Logger, MetadataView, SecurityView } from '@weir/runtime';
import { type Lease, LeaseKeeper } from '@weir/store';
import { SimulatedNodeCalls } from './simulated-node-calls.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import { StoreClient } from './store-client.ts';
import type { World } from './world.ts';

/** Times of a controller, in milliseconds. */
export interface ControllerSettings {
  readonly leaseTtlMs: number;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly leaderBalanceIntervalMs: number;
}

/** What a controller is made of. */
export interface SimulatedControllerOptions {
  readonly world: World;
  readonly controllerId: number;
  readonly settings: ControllerSettings;
  readonly storeProcess: SimulatedProcess;
  readonly master: () => SimulatedRedis;
  readonly controllers: () => readonly SimulatedController[];
}

/** A node's stream of heartbeats. */
interface Stream {
  readonly nodeId: number;
  readonly active: ActiveController;
  seenAtMs: number;
}

type Ending<Value> = (value: Value) => void;

const leaseName = 'controller';
const pollMs = 300;
/** A connection that is silent for so long is broken. */
const keepaliveMs = 3_000;
const stepDownPauseMs = 100;
const giveWayIntervalMs = 60_000;
const giveWayPauseMs = 1_000;
const outbidPauseMaxMs = 30_000;

/**
 * A controller process: competes for the lease, and is a real active controller while it holds it.
 * What `Controller` does around that, without a server: activation, stepping down, the watch over the
 * store's incarnation.
 */
export class SimulatedController {
  readonly process: SimulatedProcess;
  readonly settings: ControllerSettings;
  readonly #options: SimulatedControllerOptions;
  readonly #logger: Logger;
  #keeper: LeaseKeeper | undefined;
  #active: ActiveController | undefined;
  #outbidPause: Backoff;
  #gaveWayAtMs = Number.NEGATIVE_INFINITY;
  #incarnation: string | undefined;
  #store: StoreClient;
  #clock: Clock;
  #view = new MetadataView();
  #security = new SecurityView();
  #random: SeededRandom;
  /** Streams of heartbeats by name, with their node. */
  readonly #streams = new Map<string, Stream>();

  constructor(options: SimulatedControllerOptions) {
    const { world, controllerId, settings } = options;
    this.#options = options;
    this.settings = settings;
    this.process = new SimulatedProcess(`c${controllerId}`, world.queue, { usesPromises: true });
    this.#logger = this.#createLogger();
    this.#clock = this.process.clock();
    this.#random = new SeededRandom(world.random.nextSafeInteger());
    this.#outbidPause = this.#newOutbidPause();
    this.#store = this.#newStoreClient();
  }

  /** The active life, if this controller decides now. */
  get active(): ActiveController | undefined {
    return this.#keeper?.lease === undefined ? undefined : this.#active;
  }

  start(): void {
    const { world, controllerId } = this.#options;
    this.process.start();
    this.#clock = this.process.clock();
    this.#random = new SeededRandom(world.random.nextSafeInteger());
    this.#outbidPause = this.#newOutbidPause();
    this.#store = this.#newStoreClient();
    this.#view = new MetadataView();
    this.#security = new SecurityView();
    this.#active = undefined;
    this.#streams.clear();
    world.trace.note('controller', controllerId, 'starts');
    const keeper = new LeaseKeeper({
      ...{ store: this.#store, clock: this.#clock, logger: this.#logger },
      name: leaseName,
      holder: `${controllerId}/${this.#random.uuid()}`,
      ttlMs: this.settings.leaseTtlMs,
      metadata: () => `c${controllerId}:1`,
      onAcquired: (lease) => {
        void this.#activate(keeper, lease);
      },
      onLost: () => {
        this.#deactivate();
      },
    });
    this.#keeper = keeper;
    this.process.schedule(0, () => {
      keeper.start();
      void this.#poll();
    });
  }

  /** Kills it. */
  stop(): void {
    if (!this.process.isUp) return;
    this.#options.world.trace.note('controller', this.#options.controllerId, 'dies');
    this.process.stop();
    this.#active = undefined;
    this.#keeper = undefined;
    this.#streams.clear();
  }

  register(
    request: RegisterNodeRequest,
    answer: Ending<RegisterNodeResponse>,
    fail: Ending<WeirError>,
  ): void {
    void this.#answer(() => this.#requireActive().nodes.register(request), answer, fail);
  }

  changeIsr(
    request: ChangeIsrRequest,
    answer: Ending<readonly string[]>,
    fail: Ending<WeirError>,
  ): void {
    void this.#answer(
      async () => {
        const { nodes, context } = this.#requireActive();
        nodes.checkEpoch(request.nodeId, request.nodeEpoch);
        return (await changeIsr(context, request)).map(({ errorCode }) => errorCode);
      },
      answer,
      fail,
    );
  }

  /** A heartbeat of a stream; the answer is the token, or undefined where the stream is over. */
  heartbeat(
    stream: string,
    request: HeartbeatRequest,
    isFirst: boolean,
    answer: Ending<number | undefined>,
  ): void {
    try {
      const active = this.#requireActive();
      const known = this.#streams.get(stream);
      if (known === undefined && isFirst) {
        active.nodes.streamOpened(request);
        const { nodeId } = request;
        this.#streams.set(stream, { nodeId, active, seenAtMs: this.#clock.monotonicMs() });
      } else if (known?.active === active) {
        active.nodes.heartbeat(request);
        known.seenAtMs = this.#clock.monotonicMs();
      } else throw new WeirError('NOT_CONTROLLER', 'There is no such stream');
      answer(active.lease.token);
    } catch (error) {
      this.#options.world.history.checkThrown(error);
      this.streamClosed(stream);
      answer(undefined);
    }
  }

  streamClosed(stream: string): void {
    const known = this.#streams.get(stream);
    if (!this.#streams.delete(stream) || known === undefined) return;
    if (known.active === this.#active) known.active.nodes.streamClosed(known.nodeId);
  }

  /** Takes what the active controller publishes. */
  follow(snapshot: MetadataSnapshot): void {
    if (this.#keeper?.lease === undefined) this.#view.replace(snapshot);
  }

  /** The connections of a node's life that has ended break. */
  nodeDied(nodeId: number, life: number): void {
    const prefix = `${nodeId}/${life}/`;
    for (const stream of [...this.#streams.keys()]) {
      if (stream.startsWith(prefix)) this.streamClosed(stream);
    }
  }

  async #answer<Value>(
    work: () => Promise<Value>,
    answer: Ending<Value>,
    fail: Ending<WeirError>,
  ): Promise<void> {
    try {
      answer(await work());
    } catch (error) {
      this.#options.world.history.checkThrown(error);
      fail(toWeirError(error));
    }
  }

  async #activate(keeper: LeaseKeeper, lease: Lease): Promise<void> {
    const { world, controllerId } = this.#options;
    const active = new ActiveController({
      ...{
        lease,
        store: this.#store,
        view: this.#view,
        security: this.#security,
        address: `c${controllerId}:1`,
      },
      ...{ clock: this.#clock, random: this.#random, logger: this.#logger },
      createCalls: (authority) => new SimulatedNodeCalls(world, this.process, authority),
      probe: async (address) => this.#probe(address),
      heartbeatIntervalMs: this.settings.heartbeatIntervalMs,
      sessionTimeoutMs: this.settings.sessionTimeoutMs,
      leaderBalanceIntervalMs: this.settings.leaderBalanceIntervalMs,
      counts: newControllerCounts(),
      onCutOff: () => {
        if (this.#clock.monotonicMs() - this.#gaveWayAtMs < giveWayIntervalMs) return false;
        this.#gaveWayAtMs = this.#clock.monotonicMs();
        void keeper.resign(giveWayPauseMs);
        return true;
      },
      onFenced: (error) => {
        if (keeper.lease === lease) this.#stepDown(keeper, error);
      },
    });
    try {
      const incarnation = await this.#store.incarnation();
      await active.start();
      if (keeper.lease !== lease) {
        active.stop();
        return;
      }
      this.#incarnation = incarnation;
      this.#active = active;
      world.trace.note('controller', controllerId, 'is active with token', lease.token);
    } catch (error) {
      active.stop();
      if (keeper.lease === lease) this.#stepDown(keeper, toWeirError(error));
    }
  }

  #deactivate(): void {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    this.#options.world.trace.note('controller', this.#options.controllerId, 'is active no more');
    active.stop();
    this.#streams.clear();
  }

  #stepDown(keeper: LeaseKeeper, error: WeirError): void {
    const isOutbid = error.code === 'STALE_CONTROLLER_TOKEN';
    void keeper.resign(isOutbid ? this.#outbidPause.next() : stepDownPauseMs);
  }

  async #poll(): Promise<void> {
    const active = this.#active;
    const keeper = this.#keeper;
    this.#closeSilentStreams();
    if (active?.isServing === true) this.#tellStandbys(active);
    try {
      const incarnation = await this.#store.incarnation();
      if (active !== undefined && active === this.#active) {
        if (incarnation === this.#incarnation) this.#outbidPause.reset();
        else await keeper?.resign(0);
      }
    } catch {
      // Asked again.
    }
    this.#clock.setTimer(pollMs, () => {
      void this.#poll();
    });
  }

  /** Connections whose other end has gone without a word. */
  #closeSilentStreams(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [stream, { seenAtMs }] of [...this.#streams]) {
      if (nowMs - seenAtMs > keepaliveMs) this.streamClosed(stream);
    }
  }

  /** Standbys follow the metadata that the active controller publishes. */
  #tellStandbys({ lease, state }: ActiveController): void {
    const { controllers, world } = this.#options;
    const snapshot = state.snapshot(`${lease.token}`, 1, '');
    for (const other of controllers()) {
      if (other === this) continue;
      world.network.send(this.process, other.process, () => other.follow(snapshot));
    }
  }

  #requireActive(): ActiveController {
    const { active } = this;
    if (active !== undefined) return active;
    throw new WeirError('NOT_CONTROLLER', 'This controller is not the active one');
  }

  /** A port that is not there refuses at once; where the network is cut there is silence. */
  #probe(address: string): Promise<'open' | 'refused' | 'silent'> {
    const { network, nodes } = this.#options.world;
    const node = [...nodes.values()].find((each) => each.address === address);
    return new Promise((resolve) => {
      if (node === undefined || !network.isConnected(this.process, node.process)) {
        this.process.schedule(250, () => resolve('silent'));
        return;
      }
      this.process.schedule(network.delayMs(), () => {
        resolve(node.process.isUp ? 'open' : 'refused');
      });
    });
  }

  #newStoreClient(): StoreClient {
    const { world, storeProcess, master } = this.#options;
    return new StoreClient({ process: this.process, network: world.network, storeProcess, master });
  }

  #newOutbidPause(): Backoff {
    const { leaseTtlMs: minMs } = this.settings;
    return new Backoff({ minMs, maxMs: outbidPauseMaxMs, random: this.#random });
  }

  /** Says what a cluster's operators would want to know, and finds broken invariants. */
  #createLogger(): Logger {
    const { world, controllerId } = this.#options;
    const say = (facts: unknown, text?: string): void => {
      const { err, ...rest } = (typeof facts === 'object' ? facts : {}) as Record<string, unknown>;
      if (err instanceof InvariantViolation) world.history.checkThrown(err);
      const code = err === undefined ? '' : toWeirError(err).code;
      world.trace.note('controller', controllerId, text, JSON.stringify(rest), code);
    };
    const logger = { debug: () => undefined, info: say, warn: say, error: say };
    return logger as unknown as Logger;
  }
}
