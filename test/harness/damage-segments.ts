import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Admin } from '@weir/client';
import type { ClusterMember } from './local-cluster.ts';

/** Flips a byte in the middle of each segment that a storage node has of a topic; the node must not run. */
export async function damageSegments(
  node: ClusterMember,
  { topicId, partitions }: Awaited<ReturnType<Admin['describeTopic']>>['topic'],
): Promise<void> {
  for (const { partition } of partitions) {
    const directory = join(node.dataDir ?? '', topicId, `${partition}`);
    const segments = (await readdir(directory)).filter((name) => name.endsWith('.log'));
    for (const segment of segments) await flipMiddleByte(join(directory, segment));
  }
}

async function flipMiddleByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    if (size === 0) return;
    const position = Math.floor(size / 2);
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, position);
    byte.writeUInt8(byte.readUInt8() ^ 0xff);
    await file.write(byte, 0, 1, position);
  } finally {
    await file.close();
  }
}
