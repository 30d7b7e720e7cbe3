import type { BalanceMove, OngoingReassignment } from '@weir/client';
import { type Column, rowTable } from '../result/list-result.ts';
import { formatTable } from './format-table.ts';

/** A partition as people write it: `orders/3`. */
export function partitionName(
  partition: { readonly topic: string; readonly partition: number } | null,
): string {
  return partition === null ? '-' : `${partition.topic}/${partition.partition}`;
}

const moveColumns: readonly Column<OngoingReassignment>[] = [
  { title: 'PARTITION', cell: (move) => partitionName(move.partition) },
  { title: 'FROM', cell: ({ fromReplicas }) => fromReplicas.join(',') },
  { title: 'TO', cell: ({ toReplicas }) => toReplicas.join(',') },
  {
    title: 'STATE',
    cell: ({ state }) => state.replace('REASSIGNMENT_STATE_', '').toLowerCase(),
  },
  { title: 'RECORDS LEFT', cell: ({ remainingRecords }) => `${remainingRecords}` },
  { title: 'THROTTLE B/s', cell: ({ bytesPerSecond }) => `${bytesPerSecond || '-'}` },
  { title: 'SINCE', cell: ({ startedMs }) => new Date(startedMs).toISOString(), isWide: true },
  { title: '', cell: ({ reason }) => reason },
];

/** Moves that are under way, one line each. */
export function formatMoves(
  moves: readonly OngoingReassignment[],
  { isWide = false }: { readonly isWide?: boolean } = {},
): string {
  if (moves.length === 0) return 'Nothing is being moved';
  return rowTable(
    moves,
    moveColumns.filter((column) => isWide || column.isWide !== true),
  );
}

/** One line for people who wait. */
export function formatProgress(moves: readonly OngoingReassignment[]): string {
  const left = moves.reduce((sum, { remainingRecords }) => sum + remainingRecords, 0);
  const reason = moves.find((move) => move.reason !== '')?.reason ?? '';
  const partitions = `${moves.length} ${moves.length === 1 ? 'partition' : 'partitions'}`;
  return `${partitions} to go, ${left} records left${reason === '' ? '' : `; ${reason}`}`;
}

/** What is moved so that nodes are balanced, and how much of it is copied. */
export function formatBalance(moves: readonly BalanceMove[]): string {
  if (moves.length === 0) return 'All nodes are balanced';
  const copies = moves.reduce((sum, move) => sum + addedReplicas(move), 0);
  const table = formatTable(
    ['PARTITION', 'FROM', 'TO'],
    moves.map(({ partition, fromReplicas, toReplicas }) => [
      partitionName(partition),
      fromReplicas.join(','),
      toReplicas.join(','),
    ]),
  );
  const partitions = moves.length === 1 ? '1 partition' : `${moves.length} partitions`;
  return `${table}\n${partitions}, ${copies} ${copies === 1 ? 'replica' : 'replicas'} to copy`;
}

function addedReplicas({ fromReplicas, toReplicas }: BalanceMove): number {
  return toReplicas.filter((nodeId) => !fromReplicas.includes(nodeId)).length;
}
