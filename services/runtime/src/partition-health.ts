import { defaultMinInsyncReplicas } from '@weir/core';
import type { Partition, Topic } from '@weir/protos';

/** Takes no records. */
export function isLeaderless({ leader }: Partition): boolean {
  return leader === undefined;
}

/** Has fewer replicas in sync than assigned. */
export function isUnderReplicated({ inSyncReplicas, assignedReplicas }: Partition): boolean {
  return inSyncReplicas.length < assignedReplicas.length;
}

/** Refuses producers that ask for all replicas in sync. */
export function isUnderMinIsr({ inSyncReplicas }: Partition, topic: Topic): boolean {
  return inSyncReplicas.length < minInsyncReplicasOf(topic);
}

/** What is set for the topic, or the default: an active controller of another version may know more configs. */
function minInsyncReplicasOf({ configs, replicationFactor }: Topic): number {
  return Number(configs['min.insync.replicas'] ?? defaultMinInsyncReplicas(replicationFactor));
}
