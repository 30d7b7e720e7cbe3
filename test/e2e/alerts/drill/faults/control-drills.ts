import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, scriptArgs } from '../../../../harness/child-process.ts';
import { freePort } from '../../../../harness/free-port.ts';
import type { ClusterMember } from '../../../../harness/local-cluster.ts';
import { createRedisProcess } from '../../../../harness/redis-process.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, kill, repeat } from '../drill-scene.ts';

const services = join(import.meta.dirname, '..', '..', '..', '..', '..', 'services');

/** Controllers that die, are cut off, or are too many. */
export const controlDrills: readonly AlertDrill[] = [
  {
    name: 'controllers-killed',
    what: '`kill -9` of both controllers, then both are started again',
    alerts: ['WeirNoActiveController', 'WeirNodeNotRegistered'],
    begin: ({ cluster }) => kill(cluster.byRole('controller')),
  },
  {
    name: 'two-controllers',
    what: 'a third controller started with a Redis of its own',
    alerts: ['WeirTwoActiveControllers'],
    begin: startStranger,
  },
  {
    name: 'controllers-flapping',
    what: 'the active controller killed with `kill -9` and started again every few seconds',
    alerts: ['WeirControllerChanges'],
    begin: killActiveControllers,
  },
  {
    name: 'controller-cut-off',
    what: 'nothing gets through between the active controller and the storage nodes',
    alerts: ['WeirControllerCutOff'],
    environment: 'proxied',
    begin: cutOffController,
  },
];

async function startStranger(scene: DrillScene): Promise<Undo> {
  const directory = join(scene.directory, 'stranger');
  mkdirSync(directory);
  const [redisPort, port, opsPort] = [await freePort(), await freePort(), await freePort()];
  const logFile = join(directory, 'redis.log');
  const redis = createRedisProcess({ port: redisPort, directory, logFile });
  redis.start();
  const controller = new ChildProcess({
    name: 'stranger',
    command: process.execPath,
    logFile: join(directory, 'controller.log'),
    args: [
      ...scriptArgs(join(services, 'controller', 'src', 'main.ts')),
      ...['--controller-id', 'stranger', '--redis-url', `redis://127.0.0.1:${redisPort}`],
      ...['--port', `${port}`, '--ops-port', `${opsPort}`],
    ],
  });
  controller.start();
  const removeTarget = scene.addTarget({
    targets: [`127.0.0.1:${opsPort}`],
    labels: { job: 'weir-controller', instance: 'controller-3', weir_cluster: 'local' },
  });
  return async () => {
    removeTarget();
    await controller.stop();
    await redis.stop();
  };
}

async function killActiveControllers(scene: DrillScene): Promise<Undo> {
  return repeat(async () => {
    const { process } = await findActive(scene);
    await process.kill();
    process.start();
  }, 3_000);
}

async function cutOffController(scene: DrillScene): Promise<Undo> {
  const { cluster } = scene;
  const { name } = await findActive(scene);
  for (const node of cluster.byRole('storage-node')) cluster.network.block(name, node.name);
  return async () => {
    cluster.network.heal();
  };
}

async function findActive({ cluster, admin }: DrillScene): Promise<ClusterMember> {
  const { controllerAddress } = await admin.describeCluster();
  const active = cluster.members.find(({ address }) => address === controllerAddress);
  if (active === undefined) throw new Error(`No controller at ${controllerAddress}`);
  return active;
}
