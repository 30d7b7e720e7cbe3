import type { ClusterDescription } from '../load-pod.ts';
import { type Act, type Scene, whenWhole } from '../scene.ts';

const nodesBefore = 3;
const addedNode = nodesBefore;

/** One storage node more, which is given replicas, and one less, which is emptied first. */
export const scaleAct: Act = {
  name: 'scale-storage',
  what: 'storage nodes 3 → 4 → 3 by `helm upgrade`: the fourth is given replicas, then emptied',
  isPlanned: true,
  run: async (scene) => {
    const grown = await scaleTo(scene, nodesBefore + 1);
    const given = replicasOf(grown, addedNode);
    if (given === 0) throw new Error('The fourth node was given nothing');
    scene.progress(`the fourth node has ${given} replicas`);

    const shrunk = await scaleTo(scene, nodesBefore);
    if (shrunk.nodes.some(({ nodeId }) => nodeId === addedNode)) {
      throw new Error('The fourth node is still a part of the cluster');
    }
    const left = replicasOf(shrunk, addedNode);
    if (left > 0) throw new Error(`The fourth node still has ${left} replicas`);
    return `${given} of the topic's replicas moved there, and back`;
  },
};

async function scaleTo(scene: Scene, replicas: number): Promise<ClusterDescription> {
  await scene.release.upgrade({
    'storageNode.replicas': `${replicas}`,
    'storageNode.balanceOnScale': 'true',
  });
  await whenWhole(scene);
  const pods = await scene.release.pods('storage-node');
  if (pods.length !== replicas) throw new Error(`${pods.length} storage pods, not ${replicas}`);
  return scene.load.describe();
}

function replicasOf({ partitions }: ClusterDescription, nodeId: number): number {
  return partitions.filter(({ assignedReplicas }) => assignedReplicas.includes(nodeId)).length;
}
