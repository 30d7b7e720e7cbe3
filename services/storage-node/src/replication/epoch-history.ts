import { invariant, type LeaderEpoch, type Offset } from '@weir/core';

/** The start of a leader epoch: a zero-length log record (1.3). */
export interface EpochEntry {
  readonly epoch: LeaderEpoch;
  /** Log end offset of the leader when it started the epoch, inclusive. */
  readonly startOffset: Offset;
}

/** A log as far as the comparison of two needs it. */
export interface EpochHistory {
  readonly entries: readonly EpochEntry[];
  readonly logStartOffset: Offset;
  /** Exclusive. */
  readonly logEndOffset: Offset;
}

/** What a follower keeps of its log when it joins a leader. */
export interface CutPlan {
  /** Where the log ends afterwards, exclusive. */
  readonly logEndOffset: Offset;
  /** Whether nothing is kept: the log then starts and ends there. */
  readonly isReset: boolean;
  /** How many of the follower's oldest epoch entries stay. */
  readonly epochCount: number;
}

/** The epoch of the last entry, or -1: with the log end offset it is a replica's rank (1.3). */
export function lastEpochOf(entries: readonly EpochEntry[]): number {
  return entries.at(-1)?.epoch ?? -1;
}

/**
 * What the follower keeps (4.2): the longest common prefix of both lists of epochs, entries being equal
 * when epoch and start are, and the log up to where the last common entry ends in both.
 *
 * Entries that start at the new log end stay. Where a log head is trimmed, the lists are compared from
 * the higher log start on; a follower that ends below the leader's log start is reset to it.
 */
export function planCut(mine: EpochHistory, leader: EpochHistory): CutPlan {
  const reset: CutPlan = {
    logEndOffset: leader.logStartOffset,
    isReset: true,
    epochCount: 0,
  };
  if (mine.logEndOffset < leader.logStartOffset) return reset;

  const from = Math.max(mine.logStartOffset, leader.logStartOffset);
  const myFirst = trimmedCount(mine.entries, from);
  const leaderFirst = trimmedCount(leader.entries, from);
  const common = commonLength(mine.entries.slice(myFirst), leader.entries.slice(leaderFirst));
  if (common === 0) return reset;

  const logEndOffset = Math.min(
    endOf(mine, myFirst + common - 1),
    endOf(leader, leaderFirst + common - 1),
  ) as Offset;
  return { logEndOffset, isReset: false, epochCount: myFirst + common };
}

/** How many of the oldest entries lie wholly below `logStartOffset`. The last entry never does. */
export function trimmedCount(entries: readonly EpochEntry[], logStartOffset: number): number {
  let count = 0;
  for (let next = entries[count + 1]; next !== undefined; next = entries[count + 1]) {
    if (next.startOffset > logStartOffset) break;
    count += 1;
  }
  return count;
}

/** How many entries a log that ends at `logEndOffset` may show: those that start at or below it (4.5, 6.3). */
export function countUpTo(entries: readonly EpochEntry[], logEndOffset: number): number {
  const beyond = entries.findIndex((entry) => entry.startOffset > logEndOffset);
  return beyond === -1 ? entries.length : beyond;
}

/** Where the entry at `index` ends: the next entry's start, or the log end. Exclusive. */
export function endOf(history: EpochHistory, index: number): Offset {
  invariant(index >= 0 && index < history.entries.length, 'only a known epoch has an end');
  return history.entries[index + 1]?.startOffset ?? history.logEndOffset;
}

function commonLength(mine: readonly EpochEntry[], leader: readonly EpochEntry[]): number {
  const differs = mine.findIndex((entry, index) => {
    const other = leader[index];
    return other?.epoch !== entry.epoch || other.startOffset !== entry.startOffset;
  });
  return differs === -1 ? mine.length : differs;
}
