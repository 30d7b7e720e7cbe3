import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { damageSegments } from '../../../../harness/damage-segments.ts';
import type { ClusterMember } from '../../../../harness/local-cluster.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, repeat, undoAll } from '../drill-scene.ts';
import { SlowDisk } from '../slow-disk.ts';

const mebibyte = 1024 * 1024;
const fillPaceMs = 400;
const slowMs = 800;

/** Disks that fill, lie, or are slow. */
export const diskDrills: readonly AlertDrill[] = [
  {
    name: 'disk-filling',
    what: 'the disk of storage node 1 filled by some 2 MiB a second until nothing more fits, later freed',
    alerts: [
      'WeirDiskLow',
      'WeirDiskAlmostFull',
      'WeirDiskFullSoon',
      'WeirDiskFull',
      'WeirReplicaFailed',
    ],
    environment: 'small-disk',
    patienceMs: 150_000,
    begin: fillSlowly,
  },
  {
    name: 'segments-damaged',
    what: 'storage node 1 killed, one byte of each of its segments flipped, started again; three times',
    alerts: ['WeirReplicaFailuresRepeat'],
    begin: damageAgainAndAgain,
  },
  {
    name: 'disk-slow',
    what: `each sync and read of storage node 1 delayed by ${slowMs} ms, while a group reads from the beginning`,
    alerts: ['WeirFlushSlow', 'WeirIndexWritesSlow', 'WeirFetchSlow', 'WeirProduceSlow'],
    environment: 'slow-disk',
    begin: slowDown,
  },
];

async function fillSlowly({ cluster, smallDisk }: DrillScene): Promise<Undo> {
  if (smallDisk === undefined) throw new Error('The scene has no small disk');
  const path = join(cluster.node(1).dataDir ?? '', 'somebody-elses-file');
  const file = await open(path, 'w');
  const stop = repeat(() => file.write(Buffer.alloc(mebibyte)), fillPaceMs);
  // What is left in the end is less than a piece of that.
  const fill = repeat(async () => {
    if ((await freeBytes(path)) < 2 * mebibyte) await smallDisk.fill();
  }, 1_000);
  return async () => {
    await undoAll(stop, fill)();
    await file.close();
    await rm(path);
    await smallDisk.free();
  };
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

async function damageAgainAndAgain(scene: DrillScene): Promise<Undo> {
  const node = scene.cluster.node(1);
  return repeat(async () => {
    await node.process.kill();
    await damage(scene, node);
    node.process.start();
  }, 8_000);
}

async function damage({ admin, topic }: DrillScene, node: ClusterMember): Promise<void> {
  const { topic: described } = await admin.describeTopic(topic);
  await damageSegments(node, described);
}

async function slowDown({ cluster, directory, weir, admin, topic }: DrillScene): Promise<Undo> {
  const disk = SlowDisk.create(directory, slowMs);
  const { process: node } = cluster.node(1);
  await node.stop();
  const before = { ...process.env };
  Object.assign(process.env, disk.environment);
  node.start();
  process.env = before;
  await cluster.whenReady(60_000);
  await admin.electLeaders({ type: 'preferred' });
  disk.slow();
  const stop = repeat(async () => {
    const groupId = `from-the-beginning-${Math.random()}`;
    await using consumer = weir.consumer({ groupId, topics: [topic], from: 'earliest' });
    for await (const record of consumer.records()) if (record.offset > 100) break;
  }, 100);
  return async () => {
    disk.heal();
    await stop();
  };
}
