import { type LeaderEpoch, type NodeId, toLeaderEpoch, toWeirError, WeirError } from '@weir/core';
import type {
  ChangeReplicaConfigInput,
  ChangeReplicaConfigResult,
  CreateReplicaInput,
  DeleteReplicaInput,
  InventoryReplica,
  LeaderAndIsrPartitionInput,
  PartitionResult,
  PromisePartitionInput,
  PromiseResult,
  ReplicaState,
  TopicIdentityInput,
} from '@weir/protos';
import type { Inventory, ReplicaCreations } from '@weir/controller/cores';
import {
  type PromiseState,
  type ReplicaSet,
  toReplicaSet,
  toWireState,
} from '@weir/storage-node/cores';
import type { SimulatedNode } from './simulated-node.ts';
import { SimulatedReplica } from './simulated-replica.ts';

const lagTimeMaxMs = 1_000;

/** A call to change replica sets. */
interface ConfigChangeRequest {
  readonly token: number;
  readonly changes: readonly ChangeReplicaConfigInput[];
  readonly maxWaitMs: number;
}

/** What the rpc edge of a node does with a controller's calls. Each is answered once. */
export class NodeControl {
  readonly #node: SimulatedNode;
  /** Calls that have no answer yet. */
  pending = 0;

  constructor(node: SimulatedNode) {
    this.#node = node;
  }

  promise(
    token: number,
    partitions: readonly PromisePartitionInput[],
    answer: (results: PromiseResult[]) => void,
  ): void {
    this.#obey(token);
    const [asked] = partitions;
    if (asked === undefined) {
      answer([]);
      return;
    }
    const { leaderEpoch = 0, proposalId = '' } = asked;
    const { topicId = '', partition = 0 } = asked;
    const { replica } = this.#node;
    const refuse = ({ code, message }: WeirError): void => {
      const promisedEpoch = replica?.core.state.vote.epoch ?? 0;
      answer([
        { topicId, partition, errorCode: code, errorMessage: message, promisedEpoch, state: null },
      ]);
    };
    if (replica === undefined) {
      refuse(unknown());
      return;
    }
    const vote = { epoch: toLeaderEpoch(leaderEpoch), proposalId };
    this.#begin();
    replica.call((requestId, core) => core.promise({ requestId, vote }), {
      promised: (state) => {
        this.pending -= 1;
        const proved = toWire(state);
        answer([
          {
            ...{ topicId, partition, errorCode: '', errorMessage: '' },
            promisedEpoch: vote.epoch,
            state: proved,
          },
        ]);
      },
      answered: (error) => {
        this.pending -= 1;
        refuse(error ?? unknown());
      },
    });
  }

  leaderAndIsr(
    token: number,
    partitions: readonly LeaderAndIsrPartitionInput[],
    answer: (results: PartitionResult[]) => void,
  ): void {
    this.#obey(token);
    const [asked] = partitions;
    if (asked === undefined) {
      answer([]);
      return;
    }
    const { leaderEpoch = 0, proposalId = '', leader = -1, leaderIncarnation = '' } = asked;
    const { leaderAddress = '', inSyncReplicas = [] } = asked;
    this.#onReplica(asked, answer, (requestId, replica) =>
      replica.core.leaderAndIsr({
        requestId,
        vote: { epoch: toLeaderEpoch(leaderEpoch), proposalId },
        leader: leader as NodeId,
        ...{ leaderIncarnation, leaderAddress, lagTimeMaxMs },
        inSyncReplicas: inSyncReplicas as NodeId[],
        nowMs: this.#node.clock.monotonicMs(),
      }),
    );
  }

  /** Answers when the change is done, or how far it is when that takes too long. */
  changeReplicaConfig(
    { token, changes, maxWaitMs }: ConfigChangeRequest,
    answer: (results: ChangeReplicaConfigResult[]) => void,
  ): void {
    this.#obey(token);
    const [asked] = changes;
    if (asked === undefined) {
      answer([]);
      return;
    }
    let isAnswered = false;
    const say = (result: PartitionResult | undefined): void => {
      if (isAnswered) return;
      isAnswered = true;
      answer([this.#toChangeResult(asked, result)]);
    };
    if (asked.target === null || asked.target === undefined) {
      say(undefined);
      return;
    }
    const target = toSet(asked.target);
    this.#onReplica(
      asked,
      ([result]) => {
        say(result);
      },
      (requestId, replica) =>
        replica.core.changeConfig(requestId, (asked.leaderEpoch ?? 0) as LeaderEpoch, target),
    );
    this.#node.process.schedule(maxWaitMs, () => {
      say(undefined);
    });
  }

  createReplicas(
    token: number,
    { topics, replicas }: ReplicaCreations,
    answer: (results: PartitionResult[]) => void,
  ): void {
    this.#obey(token);
    this.#takeTopics(topics);
    const { process, world } = this.#node;
    this.#begin();
    process.schedule(world.random.nextInt(1 + world.maxDiskMs), () => {
      this.pending -= 1;
      answer(replicas.map((each) => this.#create(each)));
    });
  }

  /** Only replicas that have moved away go: no topic is deleted here. */
  deleteReplicas(
    token: number,
    replicas: readonly DeleteReplicaInput[],
    answer: (results: PartitionResult[]) => void,
  ): void {
    this.#obey(token);
    answer(replicas.map((each) => this.#delete(each)));
  }

  updateTopics(token: number, topics: readonly TopicIdentityInput[]): void {
    this.#obey(token);
    this.#takeTopics(topics);
  }

  inventory(token: number): Inventory {
    this.#obey(token);
    const { topic } = this.#node.disk;
    const replica = this.#inventoryReplica();
    return {
      topics: topic === undefined ? [] : [topic],
      replicas: replica === undefined ? [] : [replica],
    };
  }

  #obey(token: number): void {
    this.#node.token.check(token);
    this.#node.world.history.obeyed(this.#node, token);
  }

  /** Without a result of the change itself: where it stands. */
  #toChangeResult(
    { topicId = '', partition = 0, target = null }: ChangeReplicaConfigInput,
    result: PartitionResult | undefined,
  ): ChangeReplicaConfigResult {
    const { replica } = this.#node;
    const serving = replica?.core.serving;
    const standing = { errorCode: serving ? '' : 'NOT_LEADER_OR_FOLLOWER', errorMessage: '' };
    const { errorCode, errorMessage } = result ?? standing;
    const isDone = result === undefined ? isSettled(replica, target) : errorCode === '';
    return {
      ...{ topicId, partition, errorCode, errorMessage, isDone },
      followers: serving === undefined ? [] : serving.positions(this.#node.clock.monotonicMs()),
      config: configOf(replica),
      logEndOffset: replica?.log.appendedOffset ?? 0,
    };
  }

  #inventoryReplica(): InventoryReplica | undefined {
    const { replica, disk } = this.#node;
    if (replica === undefined) return undefined;
    const { state, serving, role } = replica.core;
    return {
      topicId: disk.topic?.topicId ?? '',
      partition: 0,
      isDeleted: false,
      isFailed: false,
      promisedEpoch: state.vote.epoch,
      proposalId: state.vote.proposalId,
      isVoteLost: state.vote.isLost === true,
      state: toWire(state.promiseState()),
      isLeader: serving !== undefined,
      inSyncReplicas: [...(serving?.inSyncReplicas ?? [])],
      cachedLeader: role.kind === 'follower' ? role.follower.leader : -1,
    };
  }

  #create({ topicId = '', partition = 0, set, clean = false, directoryId }: CreateReplicaInput) {
    const { disk, world, nodeId } = this.#node;
    const result = { topicId, partition, errorCode: '', errorMessage: '' };
    if (this.#node.replica !== undefined) return result;
    if (directoryId !== '' && directoryId !== disk.directoryId) {
      return { ...result, errorCode: 'REPLICA_NOT_AVAILABLE', errorMessage: 'Another disk' };
    }
    world.trace.note('node', nodeId, 'creates its replica', clean ? 'clean' : 'unclean');
    this.#node.replica = new SimulatedReplica(this.#node, disk.create(toSet(set), clean));
    return result;
  }

  #delete({ topicId = '', partition = 0, forget, finalConfig }: DeleteReplicaInput) {
    const { replica, disk, nodeId, world } = this.#node;
    const result = { topicId, partition, errorCode: '', errorMessage: '' };
    if (forget === true || replica === undefined) return result;
    const offset = Number(finalConfig?.offset ?? -1);
    const isNamed = finalConfig?.sets?.some(({ replicas }) => replicas?.includes(nodeId)) !== false;
    if (isNamed || offset < replica.core.state.config.offset) {
      return { ...result, errorCode: 'INVALID_REQUEST', errorMessage: 'It has not moved away' };
    }
    world.trace.note('node', nodeId, 'gives its replica up');
    replica.run((core) => core.retire(new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'Moved away')));
    disk.tombstone = replica.core.state.vote;
    disk.replica = undefined;
    replica.retire();
    this.#node.replica = undefined;
    return result;
  }

  #takeTopics(topics: readonly TopicIdentityInput[]): void {
    const { disk, replica } = this.#node;
    for (const topic of topics) {
      const { topicId = '', name = '', configs = {}, configVersion = 0, partitions = 1 } = topic;
      const { configVersion: known = -1 } = disk.topic ?? {};
      if (Number(configVersion) <= known) continue;
      disk.topic = { topicId, name, configs, configVersion: Number(configVersion), partitions };
      replica?.configure(configs);
    }
  }

  #onReplica(
    { topicId = '', partition = 0 }: { readonly topicId?: string; readonly partition?: number },
    answer: (results: PartitionResult[]) => void,
    event: (
      requestId: number,
      replica: SimulatedReplica,
    ) => ReturnType<SimulatedReplica['core']['leaderAndIsr']>,
  ): void {
    const { replica } = this.#node;
    const say = (error: WeirError | undefined): void => {
      const { code: errorCode = '', message: errorMessage = '' } = error ?? {};
      answer([{ topicId, partition, errorCode, errorMessage }]);
    };
    if (replica === undefined) {
      say(unknown());
      return;
    }
    this.#begin();
    replica.call((requestId) => event(requestId, replica), {
      answered: (error) => {
        this.pending -= 1;
        say(error === undefined ? undefined : toWeirError(error));
      },
    });
  }

  #begin(): void {
    this.pending += 1;
  }
}

function toSet(
  set: {
    readonly replicas?: readonly number[];
    readonly minInsyncReplicas?: number;
  } | null = null,
): ReplicaSet {
  const { replicas = [], minInsyncReplicas = 0 } = set ?? {};
  return toReplicaSet({ replicas, minInsyncReplicas });
}

/** Where nothing was to change: whether the config in force is committed, and no joint one. */
function isSettled(
  replica: SimulatedReplica | undefined,
  target: ChangeReplicaConfigInput['target'],
): boolean {
  if (replica === undefined || target !== null) return false;
  const { config, highWatermark } = replica.core.state;
  return config.sets.length === 1 && config.offset < highWatermark;
}

function toWire(state: PromiseState): ReplicaState {
  return toWireState(state) as unknown as ReplicaState;
}

function unknown(): WeirError {
  return new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'There is no replica here');
}

function configOf(replica: SimulatedReplica | undefined): ReplicaState['config'] {
  return replica === undefined ? null : toWire(replica.core.state.promiseState()).config;
}
