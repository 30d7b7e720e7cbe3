/** The next offset of each partition, as a cursor of `GET …/records` tells: `0:1041,1:998`. */
export function parseReadCursor(cursor: string): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  for (const part of cursor.split(',')) {
    const match = /^(?<partition>\d+):(?<offset>\d+)$/.exec(part);
    if (match === null) continue;
    offsets.set(Number(match.groups?.['partition']), Number(match.groups?.['offset']));
  }
  return offsets;
}

/** How many offsets lie between two positions, in the partitions that both tell. */
export function offsetsBetween(
  from: ReadonlyMap<number, number>,
  to: ReadonlyMap<number, number>,
): number {
  let count = 0;
  for (const [partition, offset] of from) {
    count += Math.max(0, (to.get(partition) ?? offset) - offset);
  }
  return count;
}
