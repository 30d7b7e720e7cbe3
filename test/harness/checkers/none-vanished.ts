/** A position in a partition. */
interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The positions that were seen, or acknowledged, once and are not in `remaining`. */
export function findVanished<Seen extends Position>(
  seen: readonly Seen[],
  remaining: readonly Position[],
): Seen[] {
  const present = new Set(remaining.map(keyOf));
  return seen.filter((position) => !present.has(keyOf(position)));
}

function keyOf({ topic, partition, offset }: Position): string {
  return `${topic}/${partition}/${offset}`;
}
