import type { DescribeClusterResponse, ListGroupsResponse } from '@weir/protos';
import { useMemo } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Stat, Stats } from '../../components/stat.tsx';
import { formatCompact, formatCount, formatCounted } from '../../format/format-count.ts';
import { throughputPoints, useCluster } from '../../state/cluster.ts';
import { fewNodeColumns } from '../nodes/node-columns.tsx';
import { useNodeRows } from '../nodes/use-node-rows.ts';
import type { PartitionList } from '../partitions/partition-list.ts';
import '../nodes/nodes.css';
import { findProblems } from './find-problems.ts';
import { groupTotals } from './group-totals.ts';
import './overview.css';
import { ProblemList } from './problem-list.tsx';
import { ThroughputCharts } from './throughput-charts.tsx';

const groupsIntervalMs = 10_000;
const underMinIsrPath = withQuery('/v1/partitions', { state: 'under-min-isr', limit: 1 });

/** How the cluster is, on one page. */
export function OverviewPage() {
  const { data: cluster, error } = useCluster();
  const points = throughputPoints.value;
  const history = useMemo(
    () => points.map(({ atMs, total }) => ({ atMs, throughput: total })),
    [points],
  );
  return (
    <>
      <PageHeader title="Overview" />
      <ErrorNote error={error} />
      {cluster === undefined && error === undefined && <p class="muted">Loading…</p>}
      {cluster !== undefined && (
        <div class="stack">
          <Figures cluster={cluster} />
          <ThroughputCharts history={history} />
          <Nodes />
          <Coordinators cluster={cluster} />
        </div>
      )}
    </>
  );
}

function Figures({ cluster }: { readonly cluster: DescribeClusterResponse }) {
  const groups = usePoll<ListGroupsResponse>('/v1/groups', groupsIntervalMs).data?.groups;
  const underMinIsr = usePoll<PartitionList>(underMinIsrPath).data?.total;
  const problems = findProblems({ cluster, groups, underMinIsr });
  const alive = cluster.nodes.filter(({ state }) => state !== 'NODE_STATE_DEAD').length;
  return (
    <>
      <Stats>
        <Stat
          label="Nodes"
          value={`${alive} of ${cluster.nodes.length}`}
          detail="answer"
          tone={alive === cluster.nodes.length ? 'plain' : 'bad'}
          path="/nodes"
        />
        <Stat
          label="Topics"
          value={formatCount(cluster.topics)}
          detail={formatCounted(cluster.partitions, 'partition')}
          path="/topics"
        />
        <HealthStat label="Leaderless" count={cluster.leaderlessPartitions} show="leaderless" />
        <HealthStat label="Under min ISR" count={underMinIsr} show="under-min-isr" />
        <HealthStat
          label="Under-replicated"
          count={cluster.underReplicatedPartitions}
          show="under-replicated"
          tone="warn"
        />
        <GroupStats groups={groups} />
      </Stats>
      <section class="panel">
        <h2>Problems</h2>
        <ProblemList problems={problems} />
      </section>
    </>
  );
}

function HealthStat(props: {
  readonly label: string;
  readonly count: number | undefined;
  readonly show: string;
  readonly tone?: 'warn' | 'bad';
}) {
  const { label, count, show, tone = 'bad' } = props;
  return (
    <Stat
      label={label}
      value={formatCount(count)}
      detail="partitions"
      tone={count === undefined || count === 0 ? 'plain' : tone}
      path={`/partitions?show=${show}`}
    />
  );
}

function GroupStats({ groups }: { readonly groups: ListGroupsResponse['groups'] | undefined }) {
  const totals = groups === undefined ? undefined : groupTotals(groups);
  const stuck = totals?.stuck ?? 0;
  return (
    <>
      <Stat
        label="Groups"
        value={formatCount(totals?.groups)}
        detail={totals === undefined ? '' : formatCounted(totals.members, 'member')}
        path="/groups"
      />
      <Stat
        label="Lag"
        value={formatCompact(totals?.lag)}
        detail={stuck > 0 ? `${formatCounted(stuck, 'group')} stuck` : 'records'}
        tone={stuck > 0 ? 'warn' : 'plain'}
        path="/groups?sort=-lag"
      />
    </>
  );
}

function Nodes() {
  const { rows } = useNodeRows();
  return (
    <section>
      <h2 class="section-title">Nodes</h2>
      <DataTable
        label="Nodes"
        name="nodes"
        isBare
        columns={fewNodeColumns}
        rows={rows}
        rowKey={({ node }) => String(node.nodeId)}
        rowPath={({ node }) => `/nodes/${node.nodeId}`}
        empty="No storage node has registered yet: start one"
      />
    </section>
  );
}

function Coordinators({ cluster }: { readonly cluster: DescribeClusterResponse }) {
  return (
    <section class="panel">
      <h2>Coordinators and controller</h2>
      <dl class="facts">
        <dt>Active controller</dt>
        <dd>
          {cluster.controllerId} <span class="muted">at {cluster.controllerAddress}</span>
        </dd>
        {cluster.coordinators.map(({ coordinatorId, address, shards }) => (
          <>
            <dt>Coordinator {coordinatorId}</dt>
            <dd>
              {address} <span class="muted">with {formatCounted(shards.length, 'shard')}</span>
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}
