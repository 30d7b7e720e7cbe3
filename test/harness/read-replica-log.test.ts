import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, decodeRecordBatch, RecordBatchBuilder } from '@weir/core';
import { expect, it } from 'vitest';
import { readReplicaLog } from './read-replica-log.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function frame(value: string, isControl: boolean): Buffer {
  const builder = new RecordBatchBuilder();
  builder.append(Buffer.from('k'), Buffer.from(value), undefined, 0);
  const bytes = builder.build({ isControl });
  const { records } = decodeRecordBatch(bytes);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(bytes.length, 0);
  header.writeUInt32LE(crc32(bytes.subarray(0, bytes.length - records.length)), 4);
  return Buffer.concat([header, bytes]);
}

async function readSegment(content: Buffer): ReturnType<typeof readReplicaLog> {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, 'topic-id', '3');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${'0'.repeat(20)}.log`), content);
  const dataDir = directory.path;
  return await readReplicaLog({ dataDir, topic: 't', topicId: 'topic-id', partition: 3 });
}

it('reads the records of users, and the headers of all batches', async () => {
  const { headers, records } = await readSegment(
    Buffer.concat([frame('decision', true), frame('record', false)]),
  );
  expect(headers).toHaveLength(2);
  expect(records).toEqual([{ topic: 't', partition: 3, offset: 0, key: 'k', value: 'record' }]);
});

it('refuses a segment with any flipped byte, or a torn end', async () => {
  const whole = frame('record', false);
  for (let position = 0; position < whole.length; position += 1) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(position) ^ 0xff, position);
    await expect(readSegment(flipped)).rejects.toThrow(/./);
  }
  await expect(readSegment(whole.subarray(0, -1))).rejects.toThrow('No whole frame');
});
