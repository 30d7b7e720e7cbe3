import { formatBytes } from '../format/bytes-text.ts';
import { formatNumber } from '../format/duration-text.ts';
import { alarm, alarmCount } from '../format/paint.ts';
import type { GroupRow, NodeRow, TopicRow } from './top-model.ts';

/** A column of a list of `weir top`. */
export interface TopColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly isNumber?: boolean;
  /** Where the list can be ordered by it: which row comes first. */
  readonly compare?: (left: Row, right: Row) => number;
}

const nodeColumns: readonly TopColumn<NodeRow>[] = [
  { title: 'NODE', cell: ({ nodeId }) => `${nodeId}`, compare: (a, b) => a.nodeId - b.nodeId },
  { title: 'STATE', cell: ({ state }) => (state === 'alive' ? state : alarm(state)) },
  figure('RECORDS/s', ({ recordsPerSecond }) => recordsPerSecond, rateText),
  figure('IN/s', ({ inBytesPerSecond }) => inBytesPerSecond, bytesText),
  figure('OUT/s', ({ outBytesPerSecond }) => outBytesPerSecond, bytesText),
  figure('LEADERS', ({ leaders }) => leaders, String),
  figure('REPLICAS', ({ replicas }) => replicas, String),
  figure('LOGS', ({ logBytes }) => logBytes, bytesText),
  figure('FREE', ({ freeBytes }) => freeBytes, bytesText),
];

const topicColumns: readonly TopColumn<TopicRow>[] = [
  figure('RECORDS/s', ({ recordsPerSecond }) => recordsPerSecond, rateText),
  figure('BYTES/s', ({ bytesPerSecond }) => bytesPerSecond, bytesText),
  figure('LOGS', ({ logBytes }) => logBytes, bytesText),
  figure('PARTITIONS', ({ partitions }) => partitions, String),
  { title: 'TOPIC', cell: ({ topic }) => topic, compare: (a, b) => byName(a.topic, b.topic) },
];

const groupColumns: readonly TopColumn<GroupRow>[] = [
  figure('LAG', ({ lag }) => lag, rateText),
  figure('CHANGE/s', ({ lagPerSecond }) => lagPerSecond, changeText),
  figure('MEMBERS', ({ members }) => members, String),
  figure(
    'STUCK',
    ({ stuckPartitions }) => stuckPartitions,
    (count) => alarmCount(count ?? 0),
  ),
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'GROUP', cell: ({ group }) => group, compare: (a, b) => byName(a.group, b.group) },
];

/** The columns of the three lists; the first with an order is the one that a list has at first. */
export const topColumns = { nodes: nodeColumns, topics: topicColumns, groups: groupColumns };

/** A number, by which the largest comes first; what is not known comes last. */
function figure<Row>(
  title: string,
  value: (row: Row) => number | null,
  text: (value: number | null) => string,
): TopColumn<Row> {
  const rank = (row: Row): number => value(row) ?? Number.NEGATIVE_INFINITY;
  return {
    title,
    isNumber: true,
    cell: (row) => text(value(row)),
    compare: (left, right) => {
      const [a, b] = [rank(left), rank(right)];
      return a === b ? 0 : b - a;
    },
  };
}

function rateText(value: number | null): string {
  return value === null ? '-' : formatNumber(value);
}

function changeText(value: number | null): string {
  if (value === null) return '-';
  const sign = value < 0 ? '-' : '+';
  return value === 0 ? '0' : `${sign}${formatNumber(Math.abs(value))}`;
}

function bytesText(value: number | null): string {
  return value === null ? '-' : formatBytes(value);
}

function byName(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
