import type { Cluster } from './cluster.ts';
import { hasEvidence, type Operator, otherTarget } from './operator.ts';
import type { Ending } from './world/simulated-disk.ts';
import type { SimulatedNode } from './world/simulated-node.ts';
import type { SimulatedProcess } from './world/simulated-process.ts';
import { between, oneOf } from './world/world.ts';

type Fault = (faults: Faults) => void;

const table: readonly (readonly [weight: number, fault: Fault])[] = [
  [10, (faults) => faults.killNode()],
  [6, (faults) => faults.isolate()],
  [6, (faults) => faults.cutLeaderFromOthers()],
  [6, (faults) => faults.cutOneWay()],
  [6, (faults) => faults.cutPair()],
  [16, (faults) => faults.healNetwork()],
  [4, (faults) => faults.pause()],
  [4, (faults) => faults.killController()],
  [3, (faults) => faults.replaceDisk()],
  [4, (faults) => faults.slowDisks()],
  [3, (faults) => faults.jumpClock()],
  [3, (faults) => faults.stopRedis()],
  [4, (faults) => faults.rememberRedis()],
  [3, (faults) => faults.rollBackRedis()],
  [2, (faults) => faults.wipeRedis()],
  [3, (faults) => faults.forkRedis()],
  [4, (faults) => faults.changeConfig()],
  [3, (faults) => faults.retain()],
];
const totalWeight = table.reduce((sum, [weight]) => sum + weight, 0);

/** What goes wrong, one thing after another, each at random; in the end all is made good again. */
export class Faults {
  readonly #cluster: Cluster;
  readonly #operator: Operator;
  #isOver = false;

  constructor(cluster: Cluster, operator: Operator) {
    this.#cluster = cluster;
    this.#operator = operator;
  }

  start(): void {
    const { queue, random, settings } = this.#cluster;
    queue.schedule(1 + random.nextInt(2 * settings.faultEveryMs), () => {
      if (this.#isOver) return;
      let left = random.nextInt(totalWeight);
      const found = table.find(([weight]) => {
        left -= weight;
        return left < 0;
      });
      found?.[1](this);
      this.start();
    });
  }

  /** No more faults, and nothing is left of those that were. */
  stop(): void {
    const cluster = this.#cluster;
    this.#isOver = true;
    cluster.trace.note('faults are over');
    cluster.network.healAll();
    cluster.setNetwork({ isPerfect: true });
    cluster.world.maxDiskMs = 1;
    for (const master of cluster.masters) master.isDown = false;
    cluster.join();
    for (const node of cluster.nodes) if (!node.process.isUp) node.start();
    for (const controller of cluster.controllers) {
      if (!controller.process.isUp) controller.start();
    }
  }

  killNode(): void {
    const { random } = this.#cluster;
    const node = this.#node();
    if (node === undefined) return;
    const ending = oneOf<Ending>(random, ['process', 'process', 'power', 'clean']);
    const isDirty = node.disk.replica?.durable.isDirty === true;
    if (ending === 'power' && isDirty && !this.#maySpoil(node)) return;
    this.#stopNode(node, ending);
    this.#later(between(random, 20, 1_500), () => {
      if (!node.process.isUp) node.start();
    });
  }

  replaceDisk(): void {
    const node = this.#node();
    if (node?.disk.replica === undefined || !this.#maySpoil(node)) return;
    this.#stopNode(node, 'power');
    node.replaceDisk();
    this.#later(between(this.#cluster.random, 20, 1_500), () => {
      if (!node.process.isUp) node.start();
    });
  }

  isolate(): void {
    const process = this.#process();
    this.#cluster.trace.note('isolated:', process.name);
    for (const other of this.#processes()) {
      if (other === process) continue;
      this.#cluster.network.cut(process, other);
      this.#cluster.network.cut(other, process);
    }
  }

  /** A leader whose clients still reach it, and whose followers and controllers do not. */
  cutLeaderFromOthers(): void {
    const { nodes, controllers, network, trace } = this.#cluster;
    const leader = nodes.find(({ replica }) => replica?.core.serving !== undefined);
    if (leader === undefined) return;
    trace.note('cut from all but clients:', leader.process.name);
    for (const { process } of [...nodes, ...controllers]) {
      if (process === leader.process) continue;
      network.cut(process, leader.process);
      network.cut(leader.process, process);
    }
  }

  cutOneWay(): void {
    const [from, to] = [this.#process(), this.#process()];
    if (from === to) return;
    this.#cluster.trace.note('cut:', from.name, '>', to.name);
    this.#cluster.network.cut(from, to);
  }

  cutPair(): void {
    const [one, other] = [this.#process(), this.#process()];
    if (one === other) return;
    this.#cluster.trace.note('cut:', one.name, '<>', other.name);
    this.#cluster.network.cut(one, other);
    this.#cluster.network.cut(other, one);
  }

  healNetwork(): void {
    this.#cluster.trace.note('network is healed');
    this.#cluster.network.healAll();
  }

  pause(): void {
    const { random, queue, trace } = this.#cluster;
    const process = this.#process();
    const durationMs = between(random, 50, 3_000);
    trace.note('paused:', process.name, durationMs);
    process.pausedUntilMs = queue.nowMs + durationMs;
  }

  killController(): void {
    const { controllers, random } = this.#cluster;
    const controller = controllers[random.nextInt(controllers.length)];
    if (controller === undefined) return;
    controller.stop();
    this.#later(between(random, 20, 1_000), () => {
      if (!controller.process.isUp) controller.start();
    });
  }

  slowDisks(): void {
    const { world, random, trace } = this.#cluster;
    world.maxDiskMs = oneOf(random, [0, 1, 5, 20, 100, 300]);
    trace.note('disk work takes up to', world.maxDiskMs);
  }

  jumpClock(): void {
    const process = this.#process();
    process.wallOffsetMs = this.#cluster.random.nextInt(20_000) - 10_000;
  }

  stopRedis(): void {
    const { masters, random, trace } = this.#cluster;
    trace.note('store is down');
    for (const master of masters) master.isDown = true;
    this.#later(between(random, 50, 1_500), () => {
      for (const master of masters) master.isDown = false;
    });
  }

  rememberRedis(): void {
    for (const master of this.#cluster.masters) master.remember();
  }

  rollBackRedis(): void {
    this.#cluster.trace.note('store loses its tail');
    for (const master of this.#cluster.masters) master.rollBack();
  }

  wipeRedis(): void {
    this.#cluster.trace.note('store is wiped');
    for (const master of this.#cluster.masters) master.wipe();
  }

  forkRedis(): void {
    this.#cluster.trace.note('store has two masters');
    this.#cluster.fork();
    this.#later(between(this.#cluster.random, 500, 2_500), () => {
      this.#cluster.trace.note('store has one master');
      this.#cluster.join();
    });
  }

  changeConfig(): void {
    const { settings } = this.#cluster;
    const { isTopicCreated, isDone, target } = this.#operator;
    if (!settings.changesConfig || !isTopicCreated || !isDone) return;
    const wanted = otherTarget(this.#cluster, target);
    // Who asks for more evidence than there is gets a partition that nobody can lead.
    if (hasEvidence(this.#cluster, wanted)) this.#operator.change(wanted);
  }

  retain(): void {
    const { settings, nodes, producers } = this.#cluster;
    if (!settings.hasRetention) return;
    for (const { replica } of nodes) {
      if (replica?.core.serving === undefined) continue;
      // A producer that is forgotten with its records may not repeat the last one of them.
      const last = new Map<number, number>();
      for (const { header } of replica.log.batches) {
        if (!header.isControl) last.set(header.producerId, header.baseOffset);
      }
      if (last.size < producers.length) continue;
      replica.retain(Math.min(...last.values()) - 5);
    }
  }

  #maySpoil(node: SimulatedNode): boolean {
    return hasEvidence(this.#cluster, this.#operator.target, node.nodeId);
  }

  #stopNode(node: SimulatedNode, ending: Ending): void {
    node.stop(ending);
    const { controllers, network, random } = this.#cluster;
    for (const controller of controllers) {
      if (!network.isConnected(node.process, controller.process)) continue;
      const noticeMs = ending === 'power' ? 2_000 : 2;
      this.#later(random.nextInt(noticeMs), () => {
        if (controller.process.isUp) {
          controller.process.schedule(0, () => controller.nodeDied(node.nodeId, node.process.life));
        }
      });
    }
  }

  /** Any node that is up, a leader more often than others. */
  #node(): SimulatedNode | undefined {
    const { nodes, random } = this.#cluster;
    const leader = nodes.find(({ replica }) => replica?.core.serving !== undefined);
    if (leader !== undefined && random.nextInt(3) === 0) return leader;
    const node = nodes[random.nextInt(nodes.length)];
    return node?.process.isUp === true ? node : undefined;
  }

  #process(): SimulatedProcess {
    const node = this.#cluster.random.nextInt(3) === 0 ? this.#node() : undefined;
    if (node !== undefined) return node.process;
    const processes = this.#processes();
    return processes[this.#cluster.random.nextInt(processes.length)] ?? this.#cluster.storeProcess;
  }

  #processes(): SimulatedProcess[] {
    const { nodes, controllers, storeProcess } = this.#cluster;
    return [...nodes, ...controllers].map(({ process }) => process).concat(storeProcess);
  }

  #later(delayMs: number, run: () => void): void {
    this.#cluster.queue.schedule(delayMs, () => {
      if (!this.#isOver) run();
    });
  }
}
