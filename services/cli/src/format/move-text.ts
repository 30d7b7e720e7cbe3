import type { BalanceMove, OngoingReassignment } from '@weir/client';
import { formatTable } from './format-table.ts';

/** Moves that are under way, one line each. */
export function formatMoves(moves: readonly OngoingReassignment[]): string {
  if (moves.length === 0) return 'Nothing is being moved';
  return formatTable(
    ['PARTITION', 'FROM', 'TO', 'STATE', 'RECORDS LEFT', 'THROTTLE B/s', ''],
    moves.map((move) => [
      `${move.partition?.topic}/${move.partition?.partition}`,
      move.fromReplicas.join(','),
      move.toReplicas.join(','),
      move.state.replace('REASSIGNMENT_STATE_', '').toLowerCase(),
      `${move.remainingRecords}`,
      move.bytesPerSecond === 0 ? '-' : `${move.bytesPerSecond}`,
      move.reason,
    ]),
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
      `${partition?.topic}/${partition?.partition}`,
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
