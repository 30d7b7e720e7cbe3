import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { type ChaosFault, nothingToUndo, type Undo } from '../chaos-fault.ts';
import { findLeader, type Scene } from '../scene.ts';

/** Disks that are full or lie. */
export const diskFaults: readonly ChaosFault[] = [
  {
    name: 'disk-full',
    what: 'the disk of storage node 1 is full, later it is not',
    environment: 'small-disk',
    mayRedeliver: false,
    async begin({ smallDisk }) {
      if (smallDisk === undefined) throw new Error('The scene has no small disk');
      await smallDisk.fill();
      return () => smallDisk.free();
    },
  },
  {
    name: 'corrupt-segment',
    what: 'kill -9 of the leader, one byte in the middle of each of its segments flipped, restart',
    environment: 'plain',
    mayRedeliver: false,
    begin: corruptLeader,
  },
];

/** Makes the damaged node lead again, so that whatever it would serve wrongly is served. */
async function corruptLeader(scene: Scene): Promise<Undo> {
  const { admin, topic } = scene;
  const leader = await findLeader(scene);
  const { topic: described } = await admin.describeTopic(topic);
  await leader.process.kill('SIGKILL');
  for (const { partition } of described.partitions) {
    const directory = join(leader.dataDir ?? '', described.topicId, `${partition}`);
    const segments = (await readdir(directory)).filter((name) => name.endsWith('.log'));
    for (const segment of segments) await flipMiddleByte(join(directory, segment));
  }
  leader.process.start();
  await whenInSync(admin, topic);
  await admin.electLeaders({ type: 'preferred' });
  return nothingToUndo;
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
