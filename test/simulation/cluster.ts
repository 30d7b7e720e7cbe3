import { type Random, SeededRandom } from '@weir/core';
import { History } from './checkers/history.ts';
import type { SimulationSettings } from './settings.ts';
import { EventQueue } from './world/event-queue.ts';
import { SimulatedConsumer } from './world/simulated-consumer.ts';
import { SimulatedController } from './world/simulated-controller.ts';
import { SimulatedNetwork } from './world/simulated-network.ts';
import { SimulatedNode } from './world/simulated-node.ts';
import { SimulatedProcess } from './world/simulated-process.ts';
import { SimulatedProducer } from './world/simulated-producer.ts';
import { SimulatedRedis } from './world/simulated-redis.ts';
import { Trace } from './world/trace.ts';
import type { World } from './world/world.ts';

const perfect = { lossPerMille: 0, duplicatePerMille: 0, latePerMille: 0 };
const maxDelayMs = 3;
const maxLateMs = 4_000;

/** A simulated cluster: nodes, controllers, a store of one or two masters, clients. */
export class Cluster {
  readonly settings: SimulationSettings;
  readonly random: Random;
  readonly queue = new EventQueue();
  readonly trace = new Trace(() => this.queue.nowMs);
  readonly history = new History(this.trace);
  readonly network: SimulatedNetwork;
  readonly world: World;
  readonly nodes: readonly SimulatedNode[];
  readonly controllers: readonly SimulatedController[];
  readonly producers: readonly SimulatedProducer[];
  readonly consumers: readonly SimulatedConsumer[];
  readonly storeProcess: SimulatedProcess;
  /** One master, or two that each believe to be the only one. */
  masters: [SimulatedRedis, ...SimulatedRedis[]];
  readonly #masterOf = new Map<string, number>();

  constructor(settings: SimulationSettings, seed: number) {
    this.settings = settings;
    this.random = new SeededRandom(seed);
    const { random, queue } = this;
    this.network = new SimulatedNetwork(queue, random, { ...perfect, maxDelayMs, maxLateMs });
    this.storeProcess = new SimulatedProcess('store', queue);
    this.storeProcess.start();
    const storeClock = this.storeProcess.clock();
    this.masters = [new SimulatedRedis(random, () => storeClock.nowMs())];
    this.world = this.#createWorld();
    const { replicationFactor, spareNodes, controllers, producers, producerPauseMs } = settings;
    const ids = Array.from({ length: replicationFactor + spareNodes }, (_, index) => index + 1);
    this.nodes = ids.map((id) => new SimulatedNode(this.world, id, () => this.controllers));
    for (const node of this.nodes) this.world.nodes.set(node.nodeId, node);
    this.controllers = this.#createControllers(controllers);
    this.producers = Array.from(
      { length: producers },
      (_, index) => new SimulatedProducer(this.world, index + 1, producerPauseMs),
    );
    this.consumers = [new SimulatedConsumer(this.world, 1, 30)];
  }

  /** Makes the network as bad as the settings have it, or perfect again. */
  setNetwork({ isPerfect }: { readonly isPerfect: boolean }): void {
    const { lossPerMille, duplicatePerMille, latePerMille } = isPerfect ? perfect : this.settings;
    this.network.quality = { lossPerMille, duplicatePerMille, latePerMille, maxDelayMs, maxLateMs };
  }

  /** The master that a controller reaches. */
  masterOf(controllerId: number): SimulatedRedis {
    const index = this.#masterOf.get(`${controllerId}`) ?? 0;
    return this.masters[index] ?? this.masters[0];
  }

  /** A second master: some controllers reach it and not the first. */
  fork(): void {
    if (this.masters.length > 1) return;
    this.masters.push(this.masters[0].fork());
    for (const [index] of this.controllers.entries()) {
      this.#masterOf.set(`${index}`, this.random.nextInt(2));
    }
  }

  /** One of the masters is left. */
  join(): void {
    const survivor = this.masters[this.random.nextInt(this.masters.length)] ?? this.masters[0];
    this.masters = [survivor];
    this.#masterOf.clear();
  }

  start(): void {
    for (const { process } of this.nodes) this.#setClock(process);
    for (const { process } of this.controllers) this.#setClock(process);
    for (const controller of this.controllers) controller.start();
    for (const node of this.nodes) node.start();
    for (const client of [...this.producers, ...this.consumers]) client.start();
  }

  /** Clocks disagree and run unevenly. */
  #setClock(process: SimulatedProcess): void {
    process.wallOffsetMs = this.random.nextInt(2_000) - 1_000;
    process.rate = 0.98 + this.random.nextInt(40) / 1_000;
  }

  #createWorld(): World {
    const { queue, random, network, history, trace } = this;
    const sessions: World['sessions'] = new Set();
    let lastSession = 0;
    network.onCut = () => {
      for (const session of sessions) {
        const { follower, leader } = session;
        if (!network.isConnected(follower.process, leader.process)) session.break();
        if (session.isBroken) sessions.delete(session);
      }
    };
    return {
      ...{ queue, random, network, history, trace, sessions },
      nodes: new Map(),
      sendLimits: new Map(),
      nextSession: () => {
        lastSession += 1;
        return lastSession;
      },
      maxDiskMs: this.settings.maxDiskMs,
    };
  }

  #createControllers(count: number): SimulatedController[] {
    return Array.from(
      { length: count },
      (_, index) =>
        new SimulatedController({
          world: this.world,
          controllerId: index,
          settings: this.settings,
          storeProcess: this.storeProcess,
          master: () => this.masterOf(index),
          controllers: () => this.controllers,
        }),
    );
  }
}
