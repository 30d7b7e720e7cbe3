import { useMemo } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Stat, Stats } from '../../components/stat.tsx';
import { formatByteRate, formatBytes } from '../../format/format-bytes.ts';
import { formatCount, formatCounted, formatRate } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { formatTime } from '../../format/format-time.ts';
import { throughputPoints } from '../../state/cluster.ts';
import { ThroughputCharts } from '../overview/throughput-charts.tsx';
import type { PageProps } from '../page.ts';
import { partitionColumns } from '../partitions/partition-columns.tsx';
import {
  maxPartitionRows,
  partitionName,
  type PartitionList,
} from '../partitions/partition-list.ts';
import { NodeActions } from './node-actions.tsx';
import type { NodeRow } from './node-row.ts';
import { useNodeRows } from './use-node-rows.ts';
import '../partitions/partitions.css';
import './nodes.css';

const partitionsIntervalMs = 4_000;

/** A node: how it is, what it does, what it keeps. */
export function NodePage({ params }: PageProps) {
  const nodeId = Number(params['node']);
  const { rows, error } = useNodeRows();
  const row = rows?.find(({ node }) => node.nodeId === nodeId);
  const title = `Node ${params['node']}`;
  return (
    <>
      <PageHeader
        title={title}
        parents={[['Nodes', '/nodes']]}
        actions={row !== undefined && <NodeActions row={row} />}
      >
        {row !== undefined && (
          <Badge tone={row.state.tone} title={row.state.title}>
            {row.state.text}
          </Badge>
        )}
      </PageHeader>
      {row === undefined ? (
        <NoNode isKnown={rows !== undefined} title={title} />
      ) : (
        <Facts row={row} />
      )}
      {row === undefined && <ErrorNote error={error} />}
    </>
  );
}

function NoNode({ isKnown, title }: { readonly isKnown: boolean; readonly title: string }) {
  return isKnown ? <Empty title={`${title} is not registered`} /> : <p class="muted">Loading…</p>;
}

function Facts({ row }: { readonly row: NodeRow }) {
  const { nodeId } = row.node;
  const points = throughputPoints.value;
  const history = useMemo(
    () => points.map(({ atMs, byNode }) => ({ atMs, throughput: byNode.get(nodeId) })),
    [points, nodeId],
  );
  return (
    <div class="stack">
      <Progress row={row} />
      <NodeStats row={row} />
      <ThroughputCharts history={history} />
      <Place row={row} />
      <section>
        <h2 class="section-title">Partitions with a replica here</h2>
        <Partitions nodeId={nodeId} />
      </section>
    </div>
  );
}

/** How far what an operator has asked for is. */
function Progress({ row: { status, report } }: { readonly row: NodeRow }) {
  if (status?.decommissioning === true) {
    // Data goes after its partition has moved.
    const left = Math.max(status.assignedReplicas, status.replicas);
    return (
      <div class="panel">
        {left === 0
          ? 'It is empty: stop it, then remove it. '
          : `${formatCounted(left, 'replica')} left to move. `}
        <span class="problem">{status.decommissionBlockedReason}</span>
      </div>
    );
  }
  if (report?.draining !== true) return null;
  return (
    <div class="panel">
      {report.leaders === 0
        ? 'It leads nothing: its machine can be stopped.'
        : `${formatCounted(report.leaders, 'leadership')} left to move.`}
    </div>
  );
}

function NodeStats({ row: { report, rates } }: { readonly row: NodeRow }) {
  const failed = report?.failedReplicas ?? 0;
  return (
    <Stats>
      <Stat label="Leaders" value={formatCount(report?.leaders)} />
      <Stat label="Replicas" value={formatCount(report?.replicas)} />
      <Stat
        label="Damaged replicas"
        value={formatCount(report?.failedReplicas)}
        tone={failed > 0 ? 'bad' : 'plain'}
      />
      <Stat
        label="Log"
        value={formatBytes(report?.logBytes)}
        detail={`${formatBytes(report?.freeBytes)} free`}
      />
      <Stat label="Records in" value={formatRate(rates?.recordsIn)} />
      <Stat label="Bytes in" value={formatByteRate(rates?.bytesIn)} />
      <Stat label="Bytes out" value={formatByteRate(rates?.bytesOut)} />
    </Stats>
  );
}

function Place({ row: { node, report } }: { readonly row: NodeRow }) {
  const startedAtMs = report?.startedAtMs;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Address', node.address],
    ['External address', node.externalAddress],
    ['Host', node.host],
    ['Rack', node.rack],
    ['Version', report?.version ?? ''],
    ['Node epoch', String(node.nodeEpoch)],
    [
      'Started',
      startedAtMs === undefined || startedAtMs === 0
        ? ''
        : `${formatTime(startedAtMs)}, ${formatDuration(Date.now() - startedAtMs)} ago`,
    ],
  ];
  return (
    <dl class="panel facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}

function Partitions({ nodeId }: { readonly nodeId: number }) {
  const path = withQuery('/v1/partitions', { node: nodeId, limit: maxPartitionRows });
  const { data, error } = usePoll<PartitionList>(path, partitionsIntervalMs);
  return (
    <>
      <DataTable
        label={`Partitions of node ${nodeId}`}
        columns={partitionColumns}
        rows={data?.partitions}
        error={error}
        rowKey={partitionName}
        empty="It has no replica"
      />
      {data !== undefined && data.total > data.partitions.length && (
        <p class="muted">
          These are the first {formatCount(data.partitions.length)} of {formatCount(data.total)}.
        </p>
      )}
    </>
  );
}
