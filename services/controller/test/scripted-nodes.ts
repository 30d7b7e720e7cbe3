import { WeirError } from '@weir/core';
import type {
  ChangeReplicaConfigResult,
  InventoryReplica,
  LeaderAndIsrPartitionInput,
  PartitionResult,
  PromisePartitionInput,
  PromiseResult,
  ReplicaState,
} from '@weir/protos';
import type { Inventory, NodeCalls } from '../src/node/node-calls.ts';

/** How a scripted node answers. */
export type NodeMood = 'answers' | 'hangs' | 'fails';

/** A call that a scripted node got. */
export interface ScriptedCall {
  readonly method: 'promise' | 'leaderAndIsr' | 'inventory';
  readonly nodeId: number;
  readonly items: number;
}

/** `NodeCalls` in memory: what each replica proves and each node does is decided by the test. */
export class ScriptedNodes implements NodeCalls {
  readonly moods = new Map<number, NodeMood>();
  /** By `<topic-id>/<partition>@<node>`; what is not named is an equal of all others. */
  readonly states = new Map<string, Partial<ReplicaState>>();
  readonly votes = new Map<string, number>();
  readonly leaderErrors = new Map<number, string>();
  readonly inventories = new Map<number, InventoryReplica[]>();
  readonly calls: ScriptedCall[] = [];
  readonly told: { readonly nodeId: number; readonly asked: LeaderAndIsrPartitionInput }[] = [];
  readonly #sets: readonly { readonly replicas: number[]; readonly minInsyncReplicas: number }[];

  constructor(replicas: number[], minInsyncReplicas: number) {
    this.#sets = [{ replicas, minInsyncReplicas }];
  }

  countOf(method: ScriptedCall['method'], nodeId: number): number {
    return this.calls.filter((call) => call.method === method && call.nodeId === nodeId).length;
  }

  async ping(): Promise<void> {
    // Always there.
  }

  async promise(nodeId: number, partitions: PromisePartitionInput[]): Promise<PromiseResult[]> {
    await this.#enter('promise', nodeId, partitions.length);
    return partitions.map(({ topicId = '', partition = 0, leaderEpoch = 0 }) => {
      const key = `${topicId}/${partition}@${nodeId}`;
      const vote = this.votes.get(key) ?? 0;
      const answer = { topicId, partition, errorMessage: '' };
      if (leaderEpoch <= vote) {
        return { ...answer, errorCode: 'FENCED_LEADER_EPOCH', promisedEpoch: vote, state: null };
      }
      this.votes.set(key, leaderEpoch);
      return { ...answer, errorCode: '', promisedEpoch: leaderEpoch, state: this.#stateOf(key) };
    });
  }

  async leaderAndIsr(
    nodeId: number,
    partitions: LeaderAndIsrPartitionInput[],
  ): Promise<PartitionResult[]> {
    await this.#enter('leaderAndIsr', nodeId, partitions.length);
    return partitions.map((asked) => {
      this.told.push({ nodeId, asked });
      const errorCode = asked.leader === nodeId ? (this.leaderErrors.get(nodeId) ?? '') : '';
      const { topicId = '', partition = 0 } = asked;
      return { topicId, partition, errorCode, errorMessage: '' };
    });
  }

  async inventory(nodeId: number): Promise<Inventory> {
    await this.#enter('inventory', nodeId, 0);
    return { topics: [], replicas: this.inventories.get(nodeId) ?? [] };
  }

  async security(): Promise<null> {
    return null;
  }

  async createReplicas(): Promise<PartitionResult[]> {
    return [];
  }

  async deleteReplicas(): Promise<PartitionResult[]> {
    return [];
  }

  async updateTopics(): Promise<void> {
    // Nothing to remember.
  }

  async changeReplicaConfig(): Promise<ChangeReplicaConfigResult[]> {
    return [];
  }

  async #enter(method: ScriptedCall['method'], nodeId: number, items: number): Promise<void> {
    this.calls.push({ method, nodeId, items });
    const mood = this.moods.get(nodeId) ?? 'answers';
    if (mood === 'fails') throw new WeirError('UNAVAILABLE', 'Refused');
    if (mood === 'hangs') await new Promise(() => undefined);
  }

  #stateOf(key: string): ReplicaState {
    return {
      incarnation: `i-${key.split('@')[1]}`,
      clean: true,
      lastEpoch: 1,
      logEndOffset: 10,
      logStartOffset: 0,
      highWatermark: 0,
      config: { sets: [...this.#sets], offset: -1, leaderEpoch: 0 },
      ...this.states.get(key),
    };
  }
}
