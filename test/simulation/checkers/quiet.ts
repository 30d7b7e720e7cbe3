import type { Cluster } from '../cluster.ts';
import type { Operator } from '../operator.ts';
import type { SimulatedNode } from '../world/simulated-node.ts';

/**
 * What a cluster without faults still lacks, in words; undefined when nothing: one leader, every
 * member in sync, everything committed and read, every request answered, and the controller knows.
 */
export function whatIsNotQuiet(cluster: Cluster, operator: Operator): string | undefined {
  const leaders = cluster.nodes.filter(({ replica }) => replica?.core.serving !== undefined);
  const [leader] = leaders;
  if (leader === undefined) return 'there is no leader';
  if (leaders.length > 1) return `${leaders.length} nodes serve as leaders`;
  if (!operator.isDone) return 'the change of the replica set is not done';
  return (
    whatLacks(leader) ??
    whatIsUnread(cluster, leader) ??
    whatIsUnanswered(cluster) ??
    whatIsUnknown(cluster, leader)
  );
}

function whatLacks({ replica }: SimulatedNode): string | undefined {
  if (replica === undefined) return 'the leader is gone';
  const { state, serving } = replica.core;
  const { sets } = state.config;
  if (sets.length > 1) return 'the config is a joint one';
  const missing = sets
    .flatMap(({ replicas }) => replicas)
    .filter((nodeId) => serving?.inSyncReplicas.has(nodeId) !== true);
  if (missing.length > 0) return `nodes ${missing.join(', ')} are not in sync`;
  if (state.highWatermark < replica.log.appendedOffset) return 'something is not committed';
  return undefined;
}

function whatIsUnread({ consumers }: Cluster, { replica }: SimulatedNode): string | undefined {
  const end = replica?.core.state.highWatermark ?? 0;
  const late = consumers.find(({ position }) => position < end);
  return late === undefined ? undefined : `a consumer is at ${late.position} of ${end}`;
}

function whatIsUnanswered({ nodes, producers }: Cluster): string | undefined {
  if (producers.some(({ isWaiting }) => isWaiting)) return 'a producer has no answer';
  const waiting = nodes.find(({ unanswered }) => unanswered.size > 0);
  if (waiting !== undefined) return `node ${waiting.nodeId} has not answered a producer`;
  const pending = nodes.find(({ control }) => control.pending > 0);
  if (pending !== undefined) return `node ${pending.nodeId} has not answered a controller`;
  return undefined;
}

function whatIsUnknown(
  { controllers }: Cluster,
  { nodeId, replica }: SimulatedNode,
): string | undefined {
  const active = controllers.flatMap((each) => each.active ?? []);
  const [only] = active;
  if (only === undefined || active.length > 1) return `${active.length} controllers are active`;
  if (!only.isServing) return 'the controller does not serve';
  const [record] = only.state.activePartitions();
  const serving = replica?.core.serving;
  if (record?.leader !== nodeId || record.leaderEpoch !== serving?.epoch) {
    return `the controller has leader ${record?.leader} in epoch ${record?.leaderEpoch}`;
  }
  const isSame =
    new Set(record.inSyncReplicas).symmetricDifference(serving.inSyncReplicas).size === 0;
  return isSame ? undefined : 'the controller has another in-sync set';
}
