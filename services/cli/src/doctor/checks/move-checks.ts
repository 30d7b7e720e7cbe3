import type { OngoingReassignment } from '@weir/client';
import { formatDuration } from '../../format/duration-text.ts';
import type { Check } from '../check.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import type { Problem } from '../finding.ts';

/** A move that began less long ago has a right to wait. */
const patienceMs = 10_000;
const stallMs = 60_000;

/** Partitions that are being moved. */
export const moveChecks: readonly Check[] = [
  {
    code: 'MOVE_WAITING',
    severity: 'warning',
    looksFor: `a partition that is to move and has waited for a leader or a node for over ${patienceMs / 1_000} s`,
    why: 'It does not move until the reason is gone, and holds up those behind it.',
    remedy: 'Do what the reason asks for, or cancel the move.',
    find: (snapshot) =>
      snapshot.moves
        .filter(({ state }) => state === 'REASSIGNMENT_STATE_WAITING')
        .filter((move) => ageMs(move, snapshot) > patienceMs)
        .map((move) => problemOf(move, `waits: ${move.reason || 'no reason is given'}`)),
  },
  {
    code: 'MOVE_STALLED',
    severity: 'warning',
    looksFor:
      'a partition that has been moving for over a minute and lacks as many records as a moment ago',
    why: 'The new replica gets nothing: its node may be overloaded, or its network slow.',
    remedy: 'Look at the load of both nodes; a low --throttle looks so, too.',
    find: stalledMoves,
  },
];

function stalledMoves(snapshot: ClusterSnapshot): readonly Problem[] {
  const later = new Map((snapshot.secondLook?.moves ?? []).map((move) => [nameOf(move), move]));
  return snapshot.moves
    .filter(({ state }) => state === 'REASSIGNMENT_STATE_COPYING')
    .filter((move) => move.remainingRecords > 0 && ageMs(move, snapshot) > stallMs)
    .filter((move) => (later.get(nameOf(move))?.remainingRecords ?? 0) >= move.remainingRecords)
    .map((move) =>
      problemOf(
        move,
        `has moved for ${formatDuration(ageMs(move, snapshot))} and still lacks ` +
          `${move.remainingRecords} records`,
      ),
    );
}

function problemOf(move: OngoingReassignment, what: string): Problem {
  const { topic = '', partition = 0 } = move.partition ?? {};
  return {
    subject: `partition ${nameOf(move)}`,
    what: `The move of ${nameOf(move)} to nodes ${move.toReplicas.join(', ')} ${what}`,
    commands: [
      'weir partition status',
      `weir partition cancel --topic ${topic} --partition ${partition}`,
    ],
  };
}

function ageMs({ startedMs }: OngoingReassignment, { takenAtMs }: ClusterSnapshot): number {
  return Math.max(0, takenAtMs - startedMs);
}

function nameOf({ partition }: OngoingReassignment): string {
  return `${partition?.topic}/${partition?.partition}`;
}
