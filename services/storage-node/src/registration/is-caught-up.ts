import type { NodeId } from '@weir/core';
import type { MetadataView } from '@weir/runtime';

/** Whether every replica that a node should have is in sync, as far as the cluster's metadata tell. */
export function isCaughtUp(view: MetadataView, nodeId: NodeId): boolean {
  return (
    view.isLoaded &&
    view
      .topics()
      .every(({ partitions }) =>
        partitions.every(
          ({ assignedReplicas, inSyncReplicas }) =>
            !assignedReplicas.includes(nodeId) || inSyncReplicas.includes(nodeId),
        ),
      )
  );
}
