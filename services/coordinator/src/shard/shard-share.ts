/**
 * How many shards a coordinator should hold: all shared evenly, the first coordinators by id hold
 * one more where it does not come out even. A coordinator that is not listed should hold none.
 */
export function shardShare(
  coordinatorId: string,
  coordinatorIds: readonly string[],
  shardCount: number,
): number {
  const index = coordinatorIds.toSorted().indexOf(coordinatorId);
  if (index === -1) return 0;
  const shortest = Math.floor(shardCount / coordinatorIds.length);
  return shortest + (index < shardCount % coordinatorIds.length ? 1 : 0);
}
