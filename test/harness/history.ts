/** A record as a consumer saw it. */
export interface SeenRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** Groups records by partition, each in the order in which it was seen. */
export function byPartition(records: readonly SeenRecord[]): Map<number, SeenRecord[]> {
  const partitions = new Map<number, SeenRecord[]>();
  for (const record of records) {
    const seen = partitions.get(record.partition);
    if (seen === undefined) partitions.set(record.partition, [record]);
    else seen.push(record);
  }
  return partitions;
}
