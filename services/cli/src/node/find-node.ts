import { type Admin, type Node, type NodeStatus, WeirError } from '@weir/client';

/** A node, and what it last reported, if anything. */
export interface FoundNode {
  readonly node: Node;
  readonly status: NodeStatus | undefined;
}

/** Looks for a node; `NODE_ID_NOT_REGISTERED` where there is none of this id. */
export async function findNode(admin: Admin, nodeId: number): Promise<FoundNode> {
  const { nodes, nodeStatuses } = await admin.describeCluster();
  const node = nodes.find((each) => each.nodeId === nodeId);
  if (node === undefined) {
    throw new WeirError('NODE_ID_NOT_REGISTERED', `No node ${nodeId} is registered`);
  }
  return { node, status: nodeStatuses.find((each) => each.nodeId === nodeId) };
}
