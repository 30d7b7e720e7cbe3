import { byPartition, type SeenRecord } from '../history.ts';

/** Descriptions of the places where offsets of a partition do not follow each other by one. */
export function findGaps(records: readonly SeenRecord[]): string[] {
  return [...byPartition(records)].flatMap(([partition, seen]) =>
    seen.flatMap(({ offset }, index) => {
      const previous = seen[index - 1]?.offset;
      if (previous === undefined || offset === previous + 1) return [];
      return [`partition ${partition}: offset ${offset} after ${previous}`];
    }),
  );
}

/** The keys whose values were not seen in the order of sending; empty when all is well. */
export function findKeysOutOfOrder(
  sent: readonly { readonly key: string; readonly value: string }[],
  seen: readonly SeenRecord[],
): string[] {
  const valuesByKey = new Map<string, string[]>();
  for (const { key, value } of sent) {
    const values = valuesByKey.get(key);
    if (values === undefined) valuesByKey.set(key, [value]);
    else values.push(value);
  }
  const seenByKey = new Map<string, string[]>();
  for (const { key, value } of seen) {
    const values = seenByKey.get(key ?? '') ?? [];
    values.push(value ?? '');
    seenByKey.set(key ?? '', values);
  }
  return [...valuesByKey]
    .filter(([key, values]) => values.join('\n') !== (seenByKey.get(key) ?? []).join('\n'))
    .map(([key]) => key);
}
