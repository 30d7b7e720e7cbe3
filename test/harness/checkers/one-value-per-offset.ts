/** A record at a position, and who says so. */
export interface Observation {
  readonly by: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string | null;
}

/** Descriptions of the positions that have two values; empty when all is well. */
export function findConflicts(observations: Iterable<Observation>): string[] {
  const first = new Map<string, Observation>();
  const conflicts = new Map<string, string>();
  for (const observation of observations) {
    const { topic, partition, offset, value, by } = observation;
    const position = `${topic} ${partition} at ${offset}`;
    const before = first.get(position);
    if (before === undefined) first.set(position, observation);
    else if (before.value !== value) {
      conflicts.set(position, `${position}: ${before.value} (${before.by}), ${value} (${by})`);
    }
  }
  return [...conflicts.values()];
}
