import { type AclOperation, toWeirError, WeirError } from '@weir/core';
import type { Cluster, PartitionLeader } from '@weir/client/for-gateway';
import type { PartitionErrorInput } from '@weir/protos';
import { type Caller, isReserved, topicRefusal } from '@weir/runtime';

/** A partition by its topic's id. */
export interface PartitionPlace {
  readonly topicId: string;
  readonly partition: number;
}

/** The answer for a partition that could not be asked, or did not answer. */
export interface PartitionFailure extends PartitionPlace {
  readonly error: PartitionErrorInput;
}

/**
 * The leader of a partition, if the caller may do that with its topic. Throws what a node would answer:
 * `UNKNOWN_TOPIC_OR_PARTITION`, `TOPIC_AUTHORIZATION_FAILED`, `LEADER_NOT_AVAILABLE`.
 */
export function findLeader(
  cluster: Cluster,
  caller: Caller,
  operation: AclOperation,
  { topicId, partition }: PartitionPlace,
): PartitionLeader {
  const topic = cluster.view.topicById(topicId);
  if (topic === undefined) {
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `No topic has the id "${topicId}"`);
  }
  requireRight(caller, operation, topic.name);
  if (topic.partitions[partition] === undefined) {
    throw new WeirError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `Topic "${topic.name}" has no partition ${partition}, its last is ${topic.partitions.length - 1}`,
    );
  }
  const leader = cluster.leaderOf(topicId, partition);
  if (leader === undefined) {
    throw new WeirError(
      'LEADER_NOT_AVAILABLE',
      `Partition ${topic.name}/${partition} has no leader now`,
    );
  }
  return leader;
}

/**
 * Throws `TOPIC_AUTHORIZATION_FAILED` when the caller may not do that with a topic. Nodes do not ask again:
 * on a stream they see the gateway.
 */
export function requireRight(caller: Caller, operation: AclOperation, name: string): void {
  if (caller.isInternal) return;
  // The cheap question first: a refusal is put into the audit log by the other one.
  if (caller.may(operation, { type: 'topic', name }) && !isReserved(operation, name)) return;
  const refusal = topicRefusal(caller, operation, name);
  if (refusal !== undefined) throw refusal;
}

/**
 * Why a partition is not to be had from `address` any more: another node leads it, nobody does, or it is
 * gone. Undefined while that node leads it.
 */
export function whyMoved(
  cluster: Cluster,
  { topicId, partition }: PartitionPlace,
  address: string,
): WeirError | undefined {
  const topic = cluster.view.topicById(topicId);
  if (topic === undefined) {
    return new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${topicId} was deleted`);
  }
  const leader = cluster.leaderOf(topicId, partition);
  if (leader?.address === address) return undefined;
  const place = `${topic.name}/${partition}`;
  if (leader === undefined) {
    return new WeirError('LEADER_NOT_AVAILABLE', `Partition ${place} has no leader now`);
  }
  return new WeirError('NOT_LEADER_OR_FOLLOWER', `Another node leads ${place} now`, {
    metadata: { leader_address: leader.address, leader_epoch: String(leader.leaderEpoch) },
  });
}

/** A partition's problem as its answer. */
export function toFailure({ topicId, partition }: PartitionPlace, thrown: unknown) {
  return { topicId, partition, error: toPartitionError(thrown) };
}

/** A problem of one partition, as it stands in a response. */
export function toPartitionError(thrown: unknown): PartitionErrorInput {
  const { code, message, metadata } = toWeirError(thrown);
  return { code, message, metadata: { ...metadata } };
}
