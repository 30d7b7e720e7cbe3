import { WeirError } from '@weir/core';

/** A node that may get replicas. */
export interface PlacementNode {
  readonly nodeId: number;
  readonly host: string;
  readonly rack: string;
}

/** What is to be placed, and what is there already. */
export interface PlacementRequest {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly nodes: readonly PlacementNode[];
  /** Replica lists of every partition that exists, the preferred leader first. */
  readonly existing: readonly (readonly number[])[];
}

interface Load {
  readonly node: PlacementNode;
  replicas: number;
  leaders: number;
}

/**
 * Chooses the replicas of new partitions, the preferred leader first.
 *
 * Replicas of a partition are spread over racks, then over hosts, then over nodes; among equals the
 * node with the least replicas is taken, so that load stays even. Leaders go to the chosen node that
 * leads least. `INVALID_REPLICATION_FACTOR` when there are fewer nodes than replicas.
 */
export function placeReplicas(request: PlacementRequest): number[][] {
  const { partitions, replicationFactor, nodes, existing } = request;
  if (replicationFactor > nodes.length) {
    throw new WeirError(
      'INVALID_REPLICATION_FACTOR',
      `Replication factor ${replicationFactor} is larger than the number of live storage ` +
        `nodes, ${nodes.length}`,
    );
  }
  const loads = countLoads(nodes, existing);
  return Array.from({ length: partitions }, () => placeOne(loads, replicationFactor));
}

function countLoads(nodes: readonly PlacementNode[], existing: PlacementRequest['existing']) {
  const loads = nodes.map((node): Load => ({ node, replicas: 0, leaders: 0 }));
  const loadById = new Map(loads.map((load) => [load.node.nodeId, load]));
  for (const replicas of existing) {
    for (const [position, nodeId] of replicas.entries()) {
      const load = loadById.get(nodeId);
      if (load === undefined) continue;
      load.replicas += 1;
      if (position === 0) load.leaders += 1;
    }
  }
  return loads;
}

function placeOne(loads: readonly Load[], replicationFactor: number): number[] {
  const chosen: Load[] = [];
  while (chosen.length < replicationFactor) {
    const candidates = loads.filter((load) => !chosen.includes(load));
    const [best] = candidates.toSorted((left, right) => compare(left, right, chosen));
    if (best === undefined) break;
    best.replicas += 1;
    chosen.push(best);
  }
  const leader = chosen.toSorted(
    (left, right) => left.leaders - right.leaders || left.node.nodeId - right.node.nodeId,
  )[0];
  if (leader !== undefined) leader.leaders += 1;
  const followers = chosen.filter((load) => load !== leader);
  return [...(leader === undefined ? [] : [leader]), ...followers].map(({ node }) => node.nodeId);
}

function compare(left: Load, right: Load, chosen: readonly Load[]): number {
  return (
    sharers(left, chosen, 'rack') - sharers(right, chosen, 'rack') ||
    sharers(left, chosen, 'host') - sharers(right, chosen, 'host') ||
    left.replicas - right.replicas ||
    left.node.nodeId - right.node.nodeId
  );
}

function sharers(load: Load, chosen: readonly Load[], domain: 'rack' | 'host'): number {
  const others = chosen.map(({ node }) => node);
  return countSharers(load.node, others, domain);
}

/** How many of the others stand in the same rack, or on the same host. */
export function countSharers(
  node: PlacementNode,
  others: readonly PlacementNode[],
  domain: 'rack' | 'host',
): number {
  return others.filter((other) => other[domain] === node[domain]).length;
}
