import { longestGapMs } from '../../harness/longest-gap.ts';

/** A record that a member was given, and the instant of it by `machineNowMs`. */
export interface Delivery {
  readonly member: string;
  readonly atMs: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: null;
  readonly value: string;
}

/** Who was given the last record of each partition until an instant. */
export function ownersAt(deliveries: readonly Delivery[], instantMs: number): Map<number, string> {
  const latest = new Map<number, Delivery>();
  for (const delivery of deliveries) {
    if (delivery.atMs > instantMs) continue;
    const known = latest.get(delivery.partition);
    if (known === undefined || known.atMs <= delivery.atMs) {
      latest.set(delivery.partition, delivery);
    }
  }
  return new Map(Array.from(latest, ([partition, { member }]) => [partition, member]));
}

/**
 * From an instant until each of the partitions was delivered by somebody other than `member`, the
 * longest of them; undefined while one of them was not.
 */
export function takeoverMs(
  deliveries: readonly Delivery[],
  { member, partitions }: { readonly member: string; readonly partitions: readonly number[] },
  sinceMs: number,
): number | undefined {
  const firsts = partitions.map((partition) =>
    deliveries
      .filter((delivery) => delivery.partition === partition && delivery.member !== member)
      .reduce(
        (first, { atMs }) => (atMs > sinceMs ? Math.min(first, atMs) : first),
        Number.POSITIVE_INFINITY,
      ),
  );
  const lastMs = Math.max(...firsts);
  return Number.isFinite(lastMs) ? lastMs - sinceMs : undefined;
}

/** The longest time for which one of the partitions was not delivered, within two instants. */
export function longestDeliveryGapMs(
  deliveries: readonly Delivery[],
  partitions: readonly number[],
  fromMs: number,
  toMs: number,
): number {
  const gaps = partitions.map((partition) => {
    const instantsMs = deliveries
      .filter((delivery) => delivery.partition === partition)
      .map(({ atMs }) => atMs)
      .toSorted((left, right) => left - right);
    return longestGapMs(instantsMs, fromMs, toMs);
  });
  return Math.max(...gaps);
}

/**
 * How many deliveries repeated a record: `redelivered` those whose earlier ones all were to members
 * that crashed, `duplicates` all others.
 */
export function countRepeats(
  deliveries: readonly Delivery[],
  crashed: ReadonlySet<string>,
): { readonly redelivered: number; readonly duplicates: number } {
  const holders = new Map<string, string[]>();
  let redelivered = 0;
  let duplicates = 0;
  for (const { partition, offset, member } of deliveries) {
    const position = `${partition}/${offset}`;
    const earlier = holders.get(position) ?? [];
    if (earlier.some((holder) => !crashed.has(holder))) duplicates += 1;
    else if (earlier.length > 0) redelivered += 1;
    holders.set(position, [...earlier, member]);
  }
  return { redelivered, duplicates };
}

/** How many deliveries after an instant were of records below the offsets committed before it. */
export function countStartedOver(
  deliveries: readonly Delivery[],
  committed: ReadonlyMap<number, number>,
  sinceMs: number,
): number {
  return deliveries.filter(
    ({ atMs, partition, offset }) => atMs > sinceMs && offset < (committed.get(partition) ?? 0),
  ).length;
}
