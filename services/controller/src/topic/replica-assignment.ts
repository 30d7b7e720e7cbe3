import { WeirError } from '@weir/core';
import type { ReplicaAssignment } from '@weir/protos';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { replicasOf } from '../cluster/records.ts';
import { placeReplicas } from '../placement/place-replicas.ts';

/** Most partitions of a topic. */
const maxPartitions = 10_000;

/** Which partitions are to be placed, and by whom. */
export interface AssignmentRequest {
  readonly firstPartition: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Chosen by the caller; empty lets the controller place them. */
  readonly assignments: readonly ReplicaAssignment[];
}

/** The replicas of new partitions, the preferred leader first, in order of partition. */
export function assignReplicas(state: ClusterState, request: AssignmentRequest): number[][] {
  const { firstPartition, partitions, replicationFactor, assignments } = request;
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > maxPartitions) {
    throw new WeirError(
      'INVALID_PARTITIONS',
      `Number of partitions ${partitions} is not an integer from 1 to ${maxPartitions}`,
    );
  }
  if (assignments.length > 0) return checkAssignments(state, request);
  if (replicationFactor < 1) {
    throw new WeirError(
      'INVALID_REPLICATION_FACTOR',
      `Replication factor ${replicationFactor} is smaller than 1`,
    );
  }
  return placeReplicas({
    partitions: partitions - firstPartition,
    replicationFactor,
    nodes: state.placeableNodes(),
    existing: state.activePartitions().map(replicasOf),
  });
}

function checkAssignments(state: ClusterState, request: AssignmentRequest): number[][] {
  const { firstPartition, partitions, replicationFactor, assignments } = request;
  const byPartition = new Map(assignments.map(({ partition, replicas }) => [partition, replicas]));
  if (assignments.length !== partitions - firstPartition) {
    throw new WeirError(
      'INVALID_REPLICA_ASSIGNMENT',
      `${assignments.length} partitions are assigned, ${partitions - firstPartition} are to be made`,
    );
  }
  return Array.from({ length: partitions - firstPartition }, (_, index) => {
    const partition = firstPartition + index;
    const replicas = byPartition.get(partition) ?? [];
    const isKnown = replicas.every((nodeId) => state.isAlive(nodeId));
    const isDistinct = new Set(replicas).size === replicas.length;
    if (replicas.length === replicationFactor && isKnown && isDistinct) return replicas;
    throw new WeirError(
      'INVALID_REPLICA_ASSIGNMENT',
      `Partition ${partition} is assigned to [${replicas.join(', ')}]: name ${replicationFactor} ` +
        `different live nodes out of [${state
          .aliveNodes()
          .map(({ nodeId }) => nodeId)
          .join(', ')}]`,
    );
  });
}
