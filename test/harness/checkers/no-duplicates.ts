import type { SeenRecord } from '../history.ts';

/** The records whose partition and offset were seen before; empty when all is well. */
export function findRedelivered(records: readonly SeenRecord[]): SeenRecord[] {
  const seen = new Set<string>();
  return records.filter(({ topic, partition, offset }) => {
    const position = `${topic}/${partition}/${offset}`;
    if (seen.has(position)) return true;
    seen.add(position);
    return false;
  });
}

/** The values that are in `stored` more often than in `sent`; empty when all is well. */
export function findStoredTwice(sent: readonly string[], stored: readonly string[]): string[] {
  const allowed = new Map<string, number>();
  for (const value of sent) allowed.set(value, (allowed.get(value) ?? 0) + 1);
  return stored.filter((value) => {
    const count = allowed.get(value) ?? 0;
    allowed.set(value, count - 1);
    return count <= 0;
  });
}
