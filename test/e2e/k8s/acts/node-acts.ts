import { eventually } from '../../../harness/eventually.ts';
import { hasCondition, type Pod } from '../kubectl.ts';
import { runTemplate } from '../run-command.ts';
import { type Act, type Scene, whenFlowing, whenWhole } from '../scene.ts';

/** Acts that take a machine away. */
export const nodeActs: readonly Act[] = [
  {
    name: 'drain-node',
    what: 'a machine is drained, all is whole on the others; it is uncordoned, and what moved goes home',
    isPlanned: true,
    run: async (scene) => drain(scene, await chooseNode(scene)),
  },
  {
    name: 'power-loss',
    what: 'a machine loses its power, is found not ready by Kubernetes, and returns',
    isPlanned: false,
    skip: ({ commands: { powerOff, powerOn } }) =>
      powerOff === undefined || powerOn === undefined
        ? 'needs --power-off and --power-on'
        : undefined,
    run: async (scene) => losePower(scene, await chooseNode(scene)),
  },
];

/** A machine with a storage pod; neither the load nor Redis, without which nobody is elected, is on it. */
async function chooseNode({ release, loadNode }: Scene): Promise<string> {
  const [storage, redis] = await Promise.all([release.pods('storage-node'), release.pods('redis')]);
  const taken = new Set([loadNode, ...redis.map(({ spec: { nodeName } }) => nodeName)]);
  const free = storage.flatMap(({ spec: { nodeName } }) =>
    nodeName === undefined || taken.has(nodeName) ? [] : [nodeName],
  );
  const [node] = free;
  if (node === undefined) {
    throw new Error('No machine has a storage pod, and neither the load nor Redis: have three');
  }
  return node;
}

async function podsOn({ release }: Scene, node: string): Promise<string[]> {
  const pods = await release.pods();
  return pods.filter(({ spec }) => spec.nodeName === node).map(({ metadata }) => metadata.name);
}

async function drain(scene: Scene, node: string): Promise<string> {
  const { kubectl, patienceMs, progress } = scene;
  const moved = await podsOn(scene, node);
  const uids = new Set((await scene.release.pods()).map(({ metadata }) => metadata.uid));
  progress(`draining ${node}: ${moved.join(', ')}`);
  const timeout = `--timeout=${Math.round(patienceMs / 1_000)}s`;
  try {
    await kubectl.run(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', timeout], {
      timeoutMs: patienceMs + 10_000,
    });
    await whenWhole(scene);
    const left = await podsOn(scene, node);
    if (left.length > 0) throw new Error(`Still on the drained machine: ${left.join(', ')}`);
  } finally {
    await kubectl.run(['uncordon', node]);
  }
  await goHome(scene, uids, node);
  return `${moved.length} pods moved`;
}

/** Kubernetes moves nothing back by itself: the pods that came in place of others are placed again. */
async function goHome(scene: Scene, uidsBefore: ReadonlySet<string>, node: string): Promise<void> {
  const { kubectl, release, patienceMs: timeoutMs } = scene;
  for (const { metadata } of (await release.pods()).filter(isNewTo(uidsBefore))) {
    await kubectl.run(['delete', 'pod', metadata.name], { timeoutMs });
    await whenWhole(scene);
  }
  const home = await podsOn(scene, node);
  scene.progress(`on ${node} again: ${home.join(', ')}`);
}

function isNewTo(uids: ReadonlySet<string>): (pod: Pod) => boolean {
  return ({ metadata }) => !uids.has(metadata.uid);
}

async function losePower(scene: Scene, node: string): Promise<string> {
  const { commands, kubectl, patienceMs: timeoutMs, progress } = scene;
  const lost = await podsOn(scene, node);
  const isNodeReady = async (): Promise<boolean> => {
    const nodes = await kubectl.nodes();
    return nodes.some((item) => item.metadata.name === node && hasCondition(item, 'Ready'));
  };
  // A machine that leads nothing would not be missed.
  await scene.load.electPreferred();
  await whenWhole(scene);
  const led = await leadershipsOn(scene, lost);
  if (led === 0) throw new Error(`No partition is led on ${node}`);
  progress(`power off: ${node}, which leads ${led} partitions, with ${lost.join(', ')}`);
  await runTemplate(commands.powerOff ?? '', { node });
  try {
    await whenFlowing(scene);
    progress('all flows without it');
    await eventually(async () => !(await isNodeReady()), {
      timeoutMs,
      intervalMs: 1_000,
      what: `Kubernetes' notice that ${node} is gone`,
    });
    await whenFlowing(scene);
  } finally {
    progress(`power on: ${node}`);
    await runTemplate(commands.powerOn ?? '', { node }, { timeoutMs: 300_000 });
  }
  await eventually(isNodeReady, { timeoutMs, intervalMs: 1_000, what: `The return of ${node}` });
  await whenWhole(scene);
  return `it led ${led} of the partitions; with it went ${lost.join(', ')}`;
}

/** How many partitions are led by the storage nodes among the pods: a pod's ordinal is its node id. */
async function leadershipsOn({ load }: Scene, pods: readonly string[]): Promise<number> {
  const nodeIds = new Set(
    pods.flatMap((name) => /-storage-node-(?<id>\d+)$/u.exec(name)?.groups?.['id'] ?? []),
  );
  const { partitions } = await load.describe();
  return partitions.filter(({ leader }) => nodeIds.has(`${leader}`)).length;
}
