import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, decodeRecordBatch, type RecordBatch, readRecords } from '@weir/core';
import type { StoredBatch } from './checkers/replicas-agree.ts';
import type { SeenRecord } from './history.ts';

/** Where the files of a replica are. */
export interface ReplicaLocation {
  readonly dataDir: string;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
}

/** What the files of a replica hold. */
export interface ReplicaLog {
  readonly headers: readonly StoredBatch[];
  /** Those of users: control batches have none. */
  readonly records: readonly SeenRecord[];
}

/** Length of the batch and crc32 of its header, as services/storage-node/src/log/README.md has it. */
const frameHeaderBytes = 8;

/**
 * Reads the segments of a replica whose node does not run, every checksum checked. Rejects when
 * anything in them is not sound, a torn end too.
 */
export async function readReplicaLog(location: ReplicaLocation): Promise<ReplicaLog> {
  const directory = join(location.dataDir, location.topicId, `${location.partition}`);
  const files = (await readdir(directory)).filter((name) => name.endsWith('.log')).toSorted();
  const headers: StoredBatch[] = [];
  const records: SeenRecord[] = [];
  for (const file of files) {
    for (const batch of readBatches(await readFile(join(directory, file)), file)) {
      headers.push(batch.header);
      // Checks the crc of a control batch too.
      const content = readRecords(batch);
      if (!batch.header.isControl) records.push(...toSeenRecords(content, location));
    }
  }
  return { headers, records };
}

function toSeenRecords(
  records: ReturnType<typeof readRecords>,
  { topic, partition }: ReplicaLocation,
): SeenRecord[] {
  return Array.from(records, ({ offset, key, value }) => ({
    topic,
    partition,
    offset,
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
  }));
}

function* readBatches(segment: Buffer, file: string): Generator<RecordBatch, void> {
  let position = 0;
  while (position < segment.length) {
    const start = position + frameHeaderBytes;
    const end = start <= segment.length ? start + segment.readUInt32LE(position) : Infinity;
    const where = `${file} at ${position} of ${segment.length} bytes`;
    if (end > segment.length || end === start) throw new Error(`No whole frame: ${where}`);

    const bytes = segment.subarray(start, end);
    const batch = decodeRecordBatch(bytes);
    const header = bytes.subarray(0, bytes.length - batch.records.length);
    if (crc32(header) !== segment.readUInt32LE(position + 4)) {
      throw new Error(`The header of a batch is damaged: ${where}`);
    }
    yield batch;
    position = end;
  }
}
