import type { OffsetQuery } from '../admin/admin-types.ts';
import { fetchOffsets } from '../admin/fetch-offsets.ts';
import { listOffsets } from '../admin/partition-calls.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { StartFrom } from './consumer-options.ts';
import type { PartitionReader } from './partition-reader.ts';

/** Where readers start. */
export interface StartOffsetsOptions {
  readonly cluster: Cluster;
  /** Empty: there are no committed offsets. */
  readonly groupId: string;
  /** Where a partition without a committed offset starts. */
  readonly fromOf: (reader: PartitionReader) => StartFrom;
}

/**
 * Gives each reader its position: what its group has committed, else where it is told to start.
 * Readers that were taken away meanwhile are left alone.
 */
export async function startReaders(
  readers: readonly PartitionReader[],
  options: StartOffsetsOptions,
): Promise<void> {
  const { cluster, groupId } = options;
  const committed = new Map(
    groupId === '' || readers.length === 0
      ? []
      : (await fetchOffsets(cluster, groupId, { partitions: readers })).map((offset) => [
          keyOf(offset),
          offset,
        ]),
  );
  const fresh: PartitionReader[] = [];
  for (const reader of readers) {
    const known = committed.get(keyOf(reader));
    if (known === undefined) fresh.push(reader);
    else start(reader, known.offset, known.leaderEpoch);
  }
  await Promise.all(startFresh(fresh, options));
}

/** The offsets of partitions at an end or a time; the end where no record is that young. */
export async function offsetsAt(
  cluster: Cluster,
  readers: readonly PartitionReader[],
  at: OffsetQuery,
): Promise<number[]> {
  const listed = await listOffsets(
    cluster,
    readers.map(({ topic, partition }) => ({ topic, partition, at })),
  );
  const late = readers.filter((_reader, index) => listed[index]?.offset === -1);
  const ends = late.length === 0 ? [] : await offsetsAt(cluster, late, 'latest');
  return listed.map(({ offset }) => (offset === -1 ? (ends.shift() ?? 0) : offset));
}

interface StartGroup {
  readonly at: Exclude<StartFrom, { readonly offset: number }>;
  readonly readers: PartitionReader[];
}

function startFresh(
  readers: readonly PartitionReader[],
  { cluster, fromOf }: StartOffsetsOptions,
): Promise<void>[] {
  const groups = new Map<string, StartGroup>();
  for (const reader of readers) {
    const from = fromOf(reader);
    if (typeof from === 'object' && 'offset' in from) {
      start(reader, from.offset);
      continue;
    }
    const key = typeof from === 'string' ? from : String(from.timestampMs);
    const group = groups.get(key) ?? { at: from, readers: [] };
    group.readers.push(reader);
    groups.set(key, group);
  }
  return [...groups.values()].map(async (group) => {
    const offsets = await offsetsAt(cluster, group.readers, group.at);
    for (const [index, reader] of group.readers.entries()) start(reader, offsets[index] ?? 0);
  });
}

function start(reader: PartitionReader, offset: number, epoch?: number): void {
  if (!reader.isClosed && !reader.isStarted) reader.start(offset, epoch);
}

function keyOf({
  topic,
  partition,
}: {
  readonly topic: string;
  readonly partition: number;
}): string {
  return `${topic}/${partition}`;
}
