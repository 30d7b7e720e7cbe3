/** Between how many and how many partitions a member may end up with, both inclusive. */
export interface ShareBounds {
  readonly least: number;
  /** `least`, or one more. */
  readonly most: number;
}

/**
 * Bounds within which `total` partitions are balanced within one and the fewest move.
 *
 * `kept` is how many each member has already. The larger share goes first to those who have at least
 * as much; only what is left of it is open, and either only among them or only among the others.
 */
export function balancedBounds(kept: readonly number[], total: number): ShareBounds[] {
  const share = Math.floor(total / kept.length);
  const larger = total % kept.length;
  const ahead = kept.filter((count) => count > share).length;
  return kept.map((count) => {
    const isAhead = count > share;
    if (ahead >= larger) return { least: share, most: isAhead && larger > 0 ? share + 1 : share };
    return { least: isAhead ? share + 1 : share, most: share + 1 };
  });
}

/** Bounds that leave each member with as many as this. */
export function exactBounds(counts: readonly number[]): ShareBounds[] {
  return counts.map((count) => ({ least: count, most: count }));
}
