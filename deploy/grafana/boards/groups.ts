import type { Dashboard, Row } from '../dashboard.ts';
import { risingIsBad, stat, table, timeseries, zeroIsBest, zeroIsWell } from '../panel.ts';
import {
  inCluster as of,
  maxBy,
  orZero,
  perSecond,
  quantile,
  quantileNow,
  selectWith,
  sumBy,
  top,
} from '../promql.ts';

const inGroup = selectWith('weir_cluster="$cluster"', 'group=~"$group"');
const inTopic = selectWith('weir_cluster="$cluster"', 'group=~"$group"', 'topic=~"$topic"');
/** A group may be reported twice for a moment, while its shard moves. */
const lag = (unit: 'records' | 'seconds') =>
  maxBy(['group', 'topic'], inTopic(`weir_group_lag_${unit}`));
const partitionLag = (unit: 'records' | 'seconds') =>
  maxBy(['group', 'topic', 'partition'], inTopic(`weir_group_partition_lag_${unit}`));
const coordinator = (noun: string, ...matchers: string[]) =>
  of(`weir_coordinator_${noun}`, ...matchers);
const total = (noun: string) => sumBy([], perSecond(coordinator(`${noun}_total`)));
const consumed = perSecond(inTopic('weir_group_committed_offset_sum'));

const overview: Row = {
  title: 'Do these groups keep up?',
  panels: [
    stat({
      width: 3,
      title: 'Worst lag',
      about: 'Age of the oldest record that a chosen group has not read. Normal: seconds.',
      runbook: 'WeirGroupLagGrowing',
      query: { expr: maxBy([], lag('seconds')) },
      unit: 's',
      steps: risingIsBad(60, 600),
    }),
    stat({
      width: 3,
      title: 'Records to read',
      about: 'Of all chosen groups together. Normal: flat.',
      runbook: 'WeirGroupLagGrowing',
      query: { expr: sumBy([], lag('records')) },
    }),
    stat({
      width: 3,
      title: 'Stuck partitions',
      about: 'Partitions whose group has members and lag, and does not move. Normal: 0.',
      runbook: 'WeirGroupStuck',
      query: { expr: sumBy([], maxBy(['group'], inGroup('weir_group_stuck_partitions'))) },
      steps: zeroIsWell,
    }),
    stat({
      width: 3,
      title: 'Groups',
      about: 'Groups that coordinators hold. Normal: as you made them.',
      runbook: 'WeirGroupShardsUnheld',
      query: { expr: sumBy([], coordinator('groups')) },
    }),
    stat({
      width: 3,
      title: 'Members',
      about: 'Of the chosen groups. Normal: the number of your consumers.',
      runbook: 'WeirGroupMembersFenced',
      query: { expr: sumBy([], maxBy(['group'], inGroup('weir_group_members'))) },
    }),
    stat({
      width: 3,
      title: 'Groups without members',
      about:
        'Chosen groups that nobody reads for now. Normal: 0, unless the group works in batches.',
      runbook: 'WeirGroupWithoutMembers',
      query: { expr: `sum(${maxBy(['group'], inGroup('weir_group_members'))} == bool 0)` },
      steps: zeroIsBest,
    }),
    stat({
      title: 'Shards unheld',
      about: 'Shares of all groups that no coordinator holds: those groups stand still. Normal: 0.',
      runbook: 'WeirGroupShardsUnheld',
      width: 3,
      query: { expr: maxBy([], of('weir_controller_unheld_group_shards')) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Coordinators',
      about: 'Coordinators that hold shards. Normal: all that you run.',
      runbook: 'WeirGroupShardsUnheld',
      width: 3,
      query: { expr: `sum(${maxBy(['instance'], coordinator('shards'))} > bool 0)` },
    }),
  ],
};

const progress: Row = {
  title: 'Lag',
  panels: [
    timeseries({
      title: 'Lag in time',
      about:
        'Age of the oldest record that is not read, the ten worst. Normal: flat and low; a line that ' +
        'rises as fast as time has a reader that stopped.',
      runbook: 'WeirGroupLagGrowing',
      queries: [{ expr: top(10, lag('seconds')), legend: '{{group}} {{topic}}' }],
      unit: 's',
    }),
    timeseries({
      title: 'Lag in records',
      about: 'Records that are not read, the ten worst. Normal: flat.',
      runbook: 'WeirGroupLagGrowing',
      queries: [{ expr: top(10, lag('records')), legend: '{{group}} {{topic}}' }],
      unit: 'short',
    }),
    timeseries({
      title: 'Consumed',
      about:
        'Records that groups committed in a second, the ten fastest. Normal: as many as are written ' +
        'to the topic.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        {
          expr: top(10, maxBy(['group', 'topic'], consumed)),
          legend: '{{group}} {{topic}}',
        },
      ],
      unit: 'cps',
    }),
    table({
      title: 'Groups',
      about: 'Each group and topic. Normal: lag in seconds, stuck 0.',
      runbook: 'WeirGroupLagGrowing',
      labels: [
        { name: 'Group', label: 'group' },
        { name: 'Topic', label: 'topic', opens: { uid: 'weir-partition', variable: 'topic' } },
      ],
      values: [
        { name: 'Lag', expr: lag('records'), unit: 'short' },
        { name: 'Lag in time', expr: lag('seconds'), unit: 's', steps: risingIsBad(60, 600) },
        {
          name: 'Consumed per second',
          expr: maxBy(['group', 'topic'], consumed),
          unit: 'short',
        },
      ],
      width: 16,
      height: 9,
    }),
    table({
      title: 'Members',
      about: 'Members and stuck partitions of each group. Normal: stuck 0.',
      runbook: 'WeirGroupStuck',
      labels: [{ name: 'Group', label: 'group' }],
      values: [
        { name: 'Members', expr: maxBy(['group'], inGroup('weir_group_members')), unit: 'short' },
        {
          name: 'Stuck',
          expr: maxBy(['group'], inGroup('weir_group_stuck_partitions')),
          unit: 'short',
          steps: zeroIsWell,
        },
      ],
      width: 8,
      height: 9,
    }),
  ],
};

const partitions: Row = {
  title: 'Lag, partition by partition (needs WEIR_GROUP_PARTITION_METRICS=true)',
  isCollapsed: true,
  panels: [
    timeseries({
      title: 'Partitions furthest behind',
      about: 'The twenty worst in time. Normal: partitions of a topic are alike.',
      runbook: 'WeirGroupStuck',
      queries: [
        { expr: top(20, partitionLag('seconds')), legend: '{{group}} {{topic}} {{partition}}' },
      ],
      unit: 's',
      width: 12,
    }),
    timeseries({
      title: 'Partitions with most to read',
      about: 'The twenty worst in records. Normal: partitions of a topic are alike.',
      runbook: 'WeirGroupStuck',
      queries: [
        { expr: top(20, partitionLag('records')), legend: '{{group}} {{topic}} {{partition}}' },
      ],
      unit: 'short',
      width: 12,
    }),
    table({
      title: 'Partitions',
      about: 'Each partition of each group. Normal: stuck 0.',
      runbook: 'WeirGroupStuck',
      labels: [
        { name: 'Group', label: 'group' },
        { name: 'Topic', label: 'topic' },
        { name: 'Partition', label: 'partition' },
      ],
      values: [
        { name: 'Lag', expr: partitionLag('records'), unit: 'short' },
        { name: 'Lag in time', expr: partitionLag('seconds'), unit: 's' },
        {
          name: 'Stuck',
          expr: maxBy(['group', 'topic', 'partition'], inTopic('weir_group_partition_stuck')),
          unit: 'none',
          steps: zeroIsWell,
        },
      ],
      height: 10,
    }),
  ],
};

const membership: Row = {
  title: 'Membership (all groups)',
  panels: [
    timeseries({
      title: 'Members coming and going',
      about: 'In a second. Normal: near 0; steady movement is a consumer that keeps restarting.',
      runbook: 'WeirGroupMembersFenced',
      queries: [
        { expr: total('members_joined'), legend: 'joined' },
        { expr: total('members_left'), legend: 'left' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Members put out, by reason',
      about:
        'Members that a coordinator removed, in a second. Normal: 0; a session that ran out is a ' +
        'consumer that died or stalled.',
      runbook: 'WeirGroupMembersFenced',
      queries: [
        {
          expr: orZero(sumBy(['reason'], perSecond(coordinator('members_fenced_total'))), 'reason'),
          legend: '{{reason}}',
        },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Assignments',
      about: 'Computed in a second, and how long 99 of 100 took. Normal: only when members change.',
      runbook: 'WeirGroupMembersFenced',
      queries: [{ expr: total('targets'), legend: 'computed' }],
      unit: 'cps',
    }),
    timeseries({
      title: 'Time to compute an assignment',
      about: 'Normal: milliseconds; 0 where nothing was assigned.',
      runbook: 'WeirEventLoopLag',
      queries: [
        { expr: quantileNow(0.99, coordinator('assignment_seconds_bucket')), legend: 'p99' },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Stuck partitions found',
      about: 'In a second. Normal: 0.',
      runbook: 'WeirGroupStuck',
      queries: [{ expr: total('partitions_stuck'), legend: 'stuck' }],
      unit: 'cps',
    }),
    timeseries({
      title: 'Shards, by coordinator',
      about: 'Shares of all groups that each coordinator holds. Normal: equal, and none missing.',
      runbook: 'WeirGroupShardsUnheld',
      queries: [{ expr: maxBy(['instance'], coordinator('shards')), legend: '{{instance}}' }],
      unit: 'short',
      isStacked: true,
    }),
  ],
};

const offsets: Row = {
  title: 'Offsets (all groups)',
  panels: [
    timeseries({
      title: 'Offsets',
      about:
        'Committed, refused (by a member that is no longer one), expired and restored from the ' +
        'journal, in a second. Normal: refused near 0.',
      runbook: 'WeirGroupOffsetsRefused',
      queries: [
        { expr: total('offsets_committed'), legend: 'committed' },
        { expr: total('offsets_refused'), legend: 'refused' },
        { expr: total('offsets_expired'), legend: 'expired' },
        { expr: total('offsets_restored'), legend: 'restored' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Commit p99, by phase',
      about: 'check: may this member commit. store: the write to Redis. Normal: below 50 ms.',
      runbook: 'WeirCommitSlow',
      queries: [
        {
          expr: quantile(0.99, coordinator('commit_seconds_bucket'), ['phase']),
          legend: '{{phase}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Journal write',
      about:
        'Time to write offsets to the journal topic, from which they return when Redis loses them. ' +
        'Normal: like a produce.',
      runbook: 'WeirOffsetsJournalBehind',
      queries: [
        { expr: quantile(0.99, coordinator('journal_write_seconds_bucket')), legend: 'p99' },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Offsets not in the journal yet',
      about: 'Normal: falls to 0 again and again.',
      runbook: 'WeirOffsetsJournalBehind',
      queries: [
        {
          expr: maxBy(['instance'], coordinator('journal_pending_offsets')),
          legend: '{{instance}}',
        },
      ],
      unit: 'short',
      width: 12,
    }),
    timeseries({
      title: 'Shards changing hands',
      about: 'In a second. Normal: 0 unless coordinators restart.',
      runbook: 'WeirGroupShardsUnheld',
      queries: [
        { expr: total('shards_acquired'), legend: 'acquired' },
        { expr: total('shards_lost'), legend: 'lost' },
      ],
      unit: 'cps',
      width: 12,
    }),
  ],
};

/** Consumer groups, their lag and their coordinators. */
export const groupsDashboard: Dashboard = {
  uid: 'weir-groups',
  title: 'Weir / Groups',
  description: 'Whether consumer groups keep up, and how their coordinators do.',
  variables: [
    {
      name: 'group',
      label: 'Group',
      query: 'label_values(weir_group_members{weir_cluster="$cluster"}, group)',
    },
    {
      name: 'topic',
      label: 'Topic',
      query: 'label_values(weir_group_lag_records{weir_cluster="$cluster",group=~"$group"}, topic)',
    },
  ],
  rows: [overview, progress, partitions, membership, offsets],
};
