import { Buffer } from 'node:buffer';
import { type ProducerId, RecordBatchBuilder } from '@weir/core';
import { type ElectedLeader, Election, toEvidence } from '@weir/controller/cores';
import type { PromiseResult } from '@weir/protos';
import { ProduceTask, type ReplicaSet } from '@weir/storage-node/cores';
import { Cluster } from '../cluster.ts';
import type { SimulationSettings } from '../settings.ts';
import type { SimulatedNode } from '../world/simulated-node.ts';
import { nodeIdOf, SimulatedReplica } from '../world/simulated-replica.ts';

/** What a stage is set with; three nodes, m 2, fsync and quorum by default. */
export type StageSettings = Partial<
  Pick<
    SimulationSettings,
    'replicationFactor' | 'minInsyncReplicas' | 'spareNodes' | 'flushPolicy' | 'commitPolicy'
  >
>;

const settleMs = 60;
const token = 1;
const topicId = 'f0000000-0000-4000-8000-000000000000';

/**
 * Nodes without controllers: a scenario says what they are told, whom they reach and when they die.
 * Elections are decided by the real core, of the promises that the scenario asks for.
 */
export class Stage {
  readonly cluster: Cluster;
  /** The proposal of each epoch that was elected. */
  readonly #elected = new Map<string, ElectedLeader>();
  readonly #sequences = new Map<number, number>();
  readonly #set: ReplicaSet;

  constructor(settings: StageSettings = {}) {
    this.cluster = new Cluster(
      {
        ...{ replicationFactor: 3, minInsyncReplicas: 2, spareNodes: 0, controllers: 0 },
        ...{ flushPolicy: 'fsync', commitPolicy: 'quorum', producers: 0, producerPauseMs: 1 },
        ...{ faultsMs: 0, faultEveryMs: 1, maxDiskMs: 1, hasRetention: false },
        ...{ lossPerMille: 0, duplicatePerMille: 0, latePerMille: 0, changesConfig: false },
        ...{ leaseTtlMs: 1_000, heartbeatIntervalMs: 250, sessionTimeoutMs: 2_000 },
        leaderBalanceIntervalMs: 0,
        ...settings,
      },
      1,
    );
    const { replicationFactor, minInsyncReplicas, flushPolicy, commitPolicy } =
      this.cluster.settings;
    const replicas = Array.from({ length: replicationFactor }, (_, index) => nodeIdOf(index + 1));
    this.#set = { replicas, minInsyncReplicas };
    const configs = {
      'flush.policy': flushPolicy,
      'commit.policy': commitPolicy,
      'min.insync.replicas': `${minInsyncReplicas}`,
    };
    for (const node of this.cluster.nodes) {
      node.disk.topic = { topicId, name: 'flights', configs, configVersion: 1, partitions: 1 };
      node.start();
      this.#create(node, replicas.includes(node.nodeId));
    }
  }

  get committedEnd(): number {
    return this.cluster.history.committedEnd;
  }

  node(nodeId: number): SimulatedNode {
    const node = this.cluster.nodes.find((each) => each.nodeId === nodeId);
    if (node === undefined) throw new Error(`There is no node ${nodeId}`);
    return node;
  }

  /** Lets things happen until they have settled. */
  async settle(ms = settleMs): Promise<void> {
    const { queue, history } = this.cluster;
    await queue.runUntil(queue.nowMs + ms, () => history.violation !== undefined);
    if (history.violation !== undefined) throw history.violation;
  }

  /** Lets things happen until something is so; a second at most. */
  async until(isSo: () => boolean): Promise<void> {
    const { queue } = this.cluster;
    await queue.runUntil(queue.nowMs + 1_000, isSo);
  }

  /** Asks nodes to promise an epoch. */
  async promise(
    epoch: number,
    nodeIds: readonly number[],
    proposalId = `p${epoch}`,
  ): Promise<Map<number, PromiseResult>> {
    const answers = new Map<number, PromiseResult>();
    for (const nodeId of nodeIds) {
      const asked = [{ topicId, partition: 0, leaderEpoch: epoch, proposalId }];
      this.node(nodeId).control.promise(token, asked, ([result]) => {
        if (result?.errorCode === '') answers.set(nodeId, result);
      });
    }
    await this.settle();
    return answers;
  }

  /** An election among those that are asked; `preference` is what the store says, and breaks ties. */
  async elect(
    epoch: number,
    nodeIds: readonly number[],
    { proposalId = `p${epoch}`, preference = nodeIds, isTold = true } = {},
  ): Promise<ElectedLeader | undefined> {
    const answers = await this.promise(epoch, nodeIds, proposalId);
    const election = new Election({ leaderEpoch: epoch, proposalId, preference, isUnclean: false });
    election.ask(this.#set.replicas);
    for (const nodeId of this.#set.replicas) {
      const { state = null } = answers.get(nodeId) ?? {};
      if (state === null) election.recordAbsence(nodeId);
      else election.recordPromise(nodeId, toEvidence(state));
    }
    const decision = election.decide();
    if (decision.kind !== 'elected') return undefined;
    this.#elected.set(proposalId, decision);
    if (isTold) await this.tell(epoch, nodeIds, proposalId);
    return decision;
  }

  /** Tells nodes who was elected. */
  async tell(epoch: number, nodeIds: readonly number[], proposalId = `p${epoch}`): Promise<void> {
    const elected = this.#elected.get(proposalId);
    if (elected === undefined) return;
    const { leader, leaderIncarnation, inSyncReplicas } = elected;
    for (const nodeId of nodeIds) {
      const asked = {
        ...{ topicId, partition: 0, leaderEpoch: epoch, proposalId, leader, leaderIncarnation },
        ...{ leaderAddress: '', partitionEpoch: 1, inSyncReplicas: [...inSyncReplicas] },
      };
      this.node(nodeId).control.leaderAndIsr(token, [asked], () => undefined);
    }
    await this.settle();
  }

  /** Appends at a node, if it leads, without waiting for anything. */
  append(nodeId: number, { producerId = 1, sequence = this.#nextSequence(producerId) } = {}): void {
    const builder = new RecordBatchBuilder({ initialBytes: 128 });
    builder.append(null, Buffer.from('v'), undefined, 0);
    const batch = builder.build({
      producerId: producerId as ProducerId,
      producerEpoch: 0,
      baseSequence: sequence,
    });
    const finish = (): void => undefined;
    const times = { arrivedAtMs: 0, deadlineAtMs: Infinity };
    const task = { acks: 'leader', batches: [batch], ...times, finish } as const;
    this.node(nodeId).replica?.writer.append(new ProduceTask(task));
  }

  /** Asks a leader to change the replica set. */
  change(nodeId: number, epoch: number, target: ReplicaSet): void {
    const set = { replicas: [...target.replicas], minInsyncReplicas: target.minInsyncReplicas };
    const changes = [{ topicId, partition: 0, leaderEpoch: epoch, target: set }];
    this.node(nodeId).control.changeReplicaConfig(
      { token, changes, maxWaitMs: 10 },
      () => undefined,
    );
  }

  /** Cuts a node from others, both ways; sessions break at once. */
  async cut(nodeId: number, others: readonly number[]): Promise<void> {
    const { process } = this.node(nodeId);
    for (const other of others) {
      this.cluster.network.cut(process, this.node(other).process);
      this.cluster.network.cut(this.node(other).process, process);
    }
    await this.settle(2_500);
  }

  async heal(): Promise<void> {
    this.cluster.network.healAll();
    await this.settle(500);
  }

  /** Ends a node's life and begins another; what was not synced is gone with the power. */
  async restart(
    nodeId: number,
    ending: 'process' | 'power',
    { keeps = Infinity } = {},
  ): Promise<void> {
    const node = this.node(nodeId);
    const file = node.disk.replica?.file;
    const kept = ending === 'power' ? Math.min(file?.flushedOffset ?? 0, keeps) : Infinity;
    node.stop(ending, false);
    if (file !== undefined && kept < file.writtenOffset) {
      file.batches.length = kept - file.startOffset;
      file.writtenOffset = kept;
      file.flushedOffset = Math.min(file.flushedOffset, kept);
    }
    node.start();
    await this.settle();
  }

  /** A node with another disk, and an unclean replica on it. */
  async replaceDisk(nodeId: number): Promise<void> {
    const node = this.node(nodeId);
    const { topic } = node.disk;
    node.stop('power', false);
    node.replaceDisk();
    node.disk.topic = topic;
    node.start();
    this.#create(node, false);
    await this.settle();
  }

  #create(node: SimulatedNode, isClean: boolean): void {
    node.replica = new SimulatedReplica(node, node.disk.create(this.#set, isClean));
  }

  #nextSequence(producerId: number): number {
    const sequence = this.#sequences.get(producerId) ?? 0;
    this.#sequences.set(producerId, sequence + 1);
    return sequence;
  }
}
