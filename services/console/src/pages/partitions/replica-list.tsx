/** Node ids of replicas; those that are not in sync are marked. */
export function ReplicaList(props: {
  readonly assignedReplicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
}) {
  const { assignedReplicas, inSyncReplicas } = props;
  return (
    <span class="replica-list">
      {assignedReplicas.map((nodeId) => {
        const isInSync = inSyncReplicas.includes(nodeId);
        const title = `Node ${nodeId} is ${isInSync ? '' : 'not '}in sync`;
        return (
          <span key={nodeId} class={isInSync ? 'replica' : 'replica replica-behind'} title={title}>
            {nodeId}
          </span>
        );
      })}
    </span>
  );
}
