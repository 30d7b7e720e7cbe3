import type { DecommissionNodeResponse, SetNodeDrainResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { parseByteRate } from '../../format/parse-byte-rate.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { navigate } from '../../router/location.ts';
import { ThrottleField, throttleObstacle } from '../partitions/throttle-field.tsx';
import type { NodeRow } from './node-row.ts';

/** What can be done with a node, as it is now. */
export function NodeActions({ row }: { readonly row: NodeRow }) {
  const { nodeId } = row.node;
  const isDecommissioning = row.status?.decommissioning === true;
  return (
    <>
      {row.status?.draining === true ? (
        <UndrainAction nodeId={nodeId} />
      ) : (
        <DrainAction nodeId={nodeId} />
      )}
      {isDecommissioning ? (
        <KeepAction nodeId={nodeId} />
      ) : (
        <DecommissionAction nodeId={nodeId} replicas={row.status?.assignedReplicas} />
      )}
      <RemoveAction row={row} />
    </>
  );
}

interface OfNode {
  readonly nodeId: number;
}

function DrainAction({ nodeId }: OfNode) {
  return (
    <Action
      label="Drain"
      title={`Drain node ${nodeId}`}
      runLabel="Drain"
      command={weirCommand('node', 'drain', nodeId)}
      run={(signal) => setDrain(nodeId, true, signal)}
    >
      <p>
        Its leaderships move to other nodes that are in sync, and it takes no new ones until the
        drain is taken back, even when it is started anew. It goes on keeping its replicas. Do this
        before you stop or update its machine.
      </p>
    </Action>
  );
}

function UndrainAction({ nodeId }: OfNode) {
  return (
    <Action
      label="Take back the drain"
      title={`Take back the drain of node ${nodeId}`}
      runLabel="Take it back"
      command={weirCommand('node', 'drain', nodeId, ['--undo', true])}
      run={(signal) => setDrain(nodeId, false, signal)}
    >
      <p>The node may lead again. “Elect preferred leaders” gives it back what it led.</p>
    </Action>
  );
}

async function setDrain(nodeId: number, draining: boolean, signal: AbortSignal) {
  const path = apiPath`/v1/nodes/${nodeId}/drain`;
  const answer = await api.post<SetNodeDrainResponse>(path, { draining }, { signal });
  if (!draining) return `Node ${nodeId} may lead again`;
  const { remainingLeaders, blockedReason } = answer;
  if (remainingLeaders === 0) return `Node ${nodeId} leads nothing any more`;
  const left = formatCounted(remainingLeaders, 'leadership');
  return `${left} left to move${blockedReason === '' ? '' : `: ${blockedReason}`}`;
}

function DecommissionAction({
  nodeId,
  replicas,
}: OfNode & { readonly replicas: number | undefined }) {
  const [throttle, setThrottle] = useState('');
  return (
    <Action
      label="Decommission…"
      title={`Decommission node ${nodeId}`}
      runLabel="Decommission"
      tone="danger"
      typeName={String(nodeId)}
      command={weirCommand(...(['node', 'decommission', nodeId] as const), [
        '--throttle',
        throttle.trim() || undefined,
      ])}
      problem={throttleObstacle(throttle)}
      run={async (signal) => {
        const path = apiPath`/v1/nodes/${nodeId}/decommission`;
        const body = { bytesPerSecond: parseByteRate(throttle) ?? 0 };
        const answer = await api.post<DecommissionNodeResponse>(path, body, { signal });
        return `${formatCounted(answer.assignedReplicas, 'replica')} to move`;
      }}
    >
      <p>
        {replicas === undefined ? 'Its replicas' : `Its ${formatCounted(replicas, 'replica')}`} move
        to other nodes, and it gets no new ones. When it is empty it can be stopped and removed. It
        can be taken back meanwhile: what has moved stays where it is.
      </p>
      <ThrottleField value={throttle} onInput={setThrottle} />
    </Action>
  );
}

function KeepAction({ nodeId }: OfNode) {
  return (
    <Action
      label="Keep the node"
      title={`Take back the decommissioning of node ${nodeId}`}
      runLabel="Keep it"
      command={weirCommand('node', 'decommission', nodeId, ['--cancel', true])}
      run={async (signal) => {
        const path = apiPath`/v1/nodes/${nodeId}/decommission`;
        const options = { signal };
        const answer = await api.post<DecommissionNodeResponse>(path, { cancel: true }, options);
        return `It stays, with ${formatCounted(answer.assignedReplicas, 'replica')}`;
      }}
    >
      <p>The node gets replicas again. What has moved away stays where it is.</p>
    </Action>
  );
}

function RemoveAction({ row: { node, status } }: { readonly row: NodeRow }) {
  const { nodeId } = node;
  return (
    <Action
      label="Remove…"
      title={`Remove node ${nodeId}`}
      runLabel="Remove"
      tone="danger"
      typeName={String(nodeId)}
      disabledReason={removalObstacle(node.state, status?.assignedReplicas ?? 0)}
      command={weirCommand('node', 'remove', nodeId)}
      run={async (signal) => {
        await api.del(apiPath`/v1/nodes/${nodeId}`, { signal });
        navigate('/nodes');
        return `The cluster has forgotten node ${nodeId}`;
      }}
    >
      <p>The cluster forgets the node. A node with this id that is started again is a new one.</p>
    </Action>
  );
}

function removalObstacle(state: string, replicas: number): string | undefined {
  if (replicas > 0) return `It has ${formatCounted(replicas, 'replica')}: decommission it first`;
  return state === 'NODE_STATE_DEAD' ? undefined : 'It is alive: stop it first';
}
