import { type ErrorCode, isErrorCode, toWeirError, WeirError } from '@weir/core';
import type {
  ChangeReplicaConfigInput,
  ChangeReplicaConfigResult,
  CreateReplicasRequestInput,
  DeleteReplicaInput,
  InventoryReplica,
  LeaderAndIsrPartitionInput,
  PartitionResult,
  PromisePartitionInput,
  PromiseResult,
  ReplicaConfig,
  ReplicaState,
  SecurityDocument,
  TopicIdentity,
  TopicIdentityInput,
} from '@weir/protos';
import type { ReplicaEvidence, ReplicaSet } from '../partition/election.ts';

/** Every replica and tombstone of a node, with the topics that they belong to. */
export interface Inventory {
  readonly topics: readonly TopicIdentity[];
  readonly replicas: readonly InventoryReplica[];
}

/** With which authority nodes are called. */
export interface NodeAuthority {
  /** The fencing token of the active controller. */
  readonly token: number;
  /** `host:port` of a node; `UNAVAILABLE` where it is not known. */
  readonly addressOf: (nodeId: number) => string;
  /** A node has seen a newer controller than this one. */
  readonly onFenced: (error: WeirError) => void;
}

/** How long a change of replica sets may hold up its answer, and how fast copies may be made. */
export interface ConfigChangePace {
  /** 0: it answers at once with how far it is. */
  readonly maxWaitMs: number;
  /** 0: any. */
  readonly bytesPerSecond: number;
}

/** What a node is to create. */
export type ReplicaCreations = Required<Pick<CreateReplicasRequestInput, 'topics' | 'replicas'>>;

/**
 * The calls to a node's NodeControlService; results in the order of the request. Each fails with a
 * `WeirError` when the node does not answer within its deadline.
 */
export interface NodeCalls {
  /** Answered by a node that works and obeys this controller. */
  ping(nodeId: number): Promise<void>;
  promise(nodeId: number, partitions: PromisePartitionInput[]): Promise<PromiseResult[]>;
  leaderAndIsr(
    nodeId: number,
    partitions: LeaderAndIsrPartitionInput[],
  ): Promise<PartitionResult[]>;
  createReplicas(nodeId: number, creations: ReplicaCreations): Promise<PartitionResult[]>;
  deleteReplicas(nodeId: number, replicas: DeleteReplicaInput[]): Promise<PartitionResult[]>;
  updateTopics(nodeId: number, topics: TopicIdentityInput[]): Promise<void>;
  changeReplicaConfig(
    nodeId: number,
    changes: ChangeReplicaConfigInput[],
    pace: ConfigChangePace,
  ): Promise<ChangeReplicaConfigResult[]>;
  inventory(nodeId: number): Promise<Inventory>;
  /** The security document that the node has kept; null unless it is newer than the known version. */
  security(nodeId: number, knownVersion: number): Promise<SecurityDocument | null>;
}

/** The replica sets that a config message names. */
export function toReplicaSets(config: ReplicaConfig | null): ReplicaSet[] {
  return (config?.sets ?? []).map(({ replicas, minInsyncReplicas }) => ({
    replicas,
    minInsyncReplicas,
  }));
}

/** What a replica proves of itself. */
export function toEvidence(state: ReplicaState): ReplicaEvidence {
  return {
    incarnation: state.incarnation,
    isClean: state.clean,
    lastEpoch: state.lastEpoch,
    logEndOffset: state.logEndOffset,
    highWatermark: state.highWatermark,
    sets: toReplicaSets(state.config),
  };
}

/** The error of a result, undefined when it has none. */
export function toResultError(result: {
  readonly errorCode: string;
  readonly errorMessage: string;
}): WeirError | undefined {
  if (result.errorCode === '') return undefined;
  const code: ErrorCode = isErrorCode(result.errorCode) ? result.errorCode : 'UNKNOWN_SERVER_ERROR';
  return new WeirError(code, result.errorMessage);
}

/** The results of a call, or why there are none. */
export async function settle<Result>(
  call: Promise<readonly Result[]>,
): Promise<{ readonly results: readonly Result[]; readonly error?: WeirError }> {
  try {
    return { results: await call };
  } catch (error) {
    return { results: [], error: toWeirError(error) };
  }
}
