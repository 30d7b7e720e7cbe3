import { damageSegments } from '../../harness/damage-segments.ts';
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
  await damageSegments(leader, described);
  leader.process.start();
  await whenInSync(admin, topic);
  await admin.electLeaders({ type: 'preferred' });
  return nothingToUndo;
}
