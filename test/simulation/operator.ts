import { electionQuorum, toWeirError } from '@weir/core';
import { type ActiveController, alterReassignments } from '@weir/controller/cores';
import type { ReplicaSet } from '@weir/storage-node/cores';
import type { Cluster } from './cluster.ts';
import type { SimulatedController } from './world/simulated-controller.ts';
import { nodeIdOf } from './world/simulated-replica.ts';

const topicName = 'flights';
const pauseMs = 250;

/** Whoever runs the cluster: creates the topic and changes (R, m), each until it is done. */
export class Operator {
  /** The set that is wanted. */
  target: ReplicaSet;
  isTopicCreated = false;
  isDone = true;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const { replicationFactor, minInsyncReplicas } = cluster.settings;
    const replicas = cluster.nodes.slice(0, replicationFactor).map(({ nodeId }) => nodeId);
    this.target = { replicas, minInsyncReplicas };
  }

  start(): void {
    this.#again();
  }

  /** Wants another set from now on. */
  change(target: ReplicaSet): void {
    this.#cluster.trace.note('operator wants', JSON.stringify(target));
    this.target = target;
    this.isDone = false;
  }

  #again(): void {
    const { controllers, queue } = this.#cluster;
    queue.schedule(pauseMs, () => {
      const controller = controllers.find(
        ({ active, process }) => process.isUp && active?.isServing === true,
      );
      const isIdle = this.isTopicCreated && this.isDone;
      if (controller === undefined || isIdle) this.#again();
      else controller.process.schedule(0, () => void this.#work(controller));
      if (controller !== undefined && !isIdle) this.#watch(controller);
    });
  }

  /** Goes on elsewhere when the controller that works is gone. */
  #watch(controller: SimulatedController): void {
    const { life } = controller.process;
    const { queue } = this.#cluster;
    this.#isWorking = true;
    const look = (): void => {
      if (!this.#isWorking) return;
      const isGone = controller.process.life !== life || !controller.process.isUp;
      if (isGone) {
        this.#isWorking = false;
        this.#again();
      } else queue.schedule(pauseMs, look);
    };
    queue.schedule(pauseMs, look);
  }

  #isWorking = false;

  async #work({ active }: SimulatedController): Promise<void> {
    try {
      if (active !== undefined) {
        if (!this.isTopicCreated) await this.#create(active);
        else await this.#reassign(active);
      }
    } catch (error) {
      this.#cluster.history.checkThrown(error);
      this.#cluster.trace.note('operator fails:', toWeirError(error).message);
    }
    if (!this.#isWorking) return;
    this.#isWorking = false;
    this.#again();
  }

  async #create({ topics, state }: ActiveController): Promise<void> {
    if (state.activeTopicByName(topicName) !== undefined) {
      this.isTopicCreated = true;
      return;
    }
    // A store that lost the topic gets it back from the nodes, not from the operator.
    if (this.#cluster.nodes.some(({ disk }) => disk.topic !== undefined)) return;
    const { flushPolicy, commitPolicy } = this.#cluster.settings;
    const { replicas, minInsyncReplicas } = this.target;
    const nodes = this.#cluster.nodes.filter(({ nodeId }) => state.isAlive(nodeId));
    if (nodes.length < this.#cluster.nodes.length) return;
    await topics.create({
      name: topicName,
      partitions: 1,
      replicationFactor: replicas.length,
      configs: {
        'flush.policy': flushPolicy,
        'commit.policy': commitPolicy,
        'min.insync.replicas': `${minInsyncReplicas}`,
      },
      assignments: [{ partition: 0, replicas: [...replicas] }],
      validateOnly: false,
    });
    this.isTopicCreated = true;
  }

  async #reassign({ state, context, mover, topics }: ActiveController): Promise<void> {
    const { target } = this;
    const [record] = state.activePartitions();
    if (record === undefined) return;
    const [current] = record.sets;
    if (record.reassignment !== null || record.sets.length > 1 || current === undefined) return;
    const set = { 'min.insync.replicas': `${target.minInsyncReplicas}` };
    const alter = { name: topicName, set, remove: [], validateOnly: false };
    if (current.minInsyncReplicas !== target.minInsyncReplicas) {
      await topics.alterConfigs(alter);
    } else if (current.replicas.join() === target.replicas.join()) {
      this.isDone ||= this.target === target;
    } else {
      const partition = { topic: topicName, partition: 0 };
      const [result] = await alterReassignments(context, mover, {
        reassignments: [{ partition, replicas: [...target.replicas] }],
        ...{ bytesPerSecond: 0, validateOnly: false },
      });
      // An alteration that failed may be in the log and not in the topic's configs.
      if (result?.errorCode === 'INVALID_CONFIG') await topics.alterConfigs(alter);
    }
  }
}

/** Another set that the partition may have: one member or the minimum is another. */
export function otherTarget(
  cluster: Cluster,
  { replicas, minInsyncReplicas }: ReplicaSet,
): ReplicaSet {
  const { random, nodes } = cluster;
  const spare = nodes.find(({ nodeId }) => !replicas.includes(nodeId));
  const kind = random.nextInt(4);
  if (kind === 0 && spare !== undefined) {
    return { replicas: [...replicas, spare.nodeId], minInsyncReplicas };
  }
  if (kind === 1 && spare !== undefined) {
    const gone = random.nextInt(replicas.length);
    const kept = replicas.filter((_, index) => index !== gone);
    return { replicas: [...kept, nodeIdOf(spare.nodeId)], minInsyncReplicas };
  }
  if (kind === 2 && replicas.length > Math.max(2, minInsyncReplicas)) {
    return { replicas: replicas.slice(1), minInsyncReplicas };
  }
  return { replicas, minInsyncReplicas: 1 + random.nextInt(replicas.length) };
}

/**
 * Whether enough replicas are clean on disk for an election by rule a, even without `except`, in every
 * set that a log names or that is wanted.
 */
export function hasEvidence({ nodes }: Cluster, wanted: ReplicaSet, except?: number): boolean {
  const sets = nodes.flatMap(
    ({ disk }) => disk.replica?.durable.configs.entries.flatMap((config) => config.sets) ?? [],
  );
  return [...sets, wanted].every(({ replicas, minInsyncReplicas }) => {
    const clean = replicas.filter((nodeId) => {
      const node = nodes.find((each) => each.nodeId === nodeId);
      return nodeId !== except && node?.disk.isClean === true;
    });
    return clean.length >= electionQuorum(replicas.length, minInsyncReplicas).evidence;
  });
}
