import { byPartition, type SeenRecord } from '../history.ts';

/**
 * The records that a group was given for the first time after it had been given a later one of the
 * same partition: `records` is what all members were given, in the order of time.
 */
export function findPassedOver(records: readonly SeenRecord[]): SeenRecord[] {
  return [...byPartition(records).values()].flatMap((seen) => {
    const given = new Set<number>();
    let highest = -1;
    return seen.filter(({ offset }) => {
      const isLate = offset < highest && !given.has(offset);
      given.add(offset);
      highest = Math.max(highest, offset);
      return isLate;
    });
  });
}
