import { eventually } from '../../../harness/eventually.ts';
import { isReady, type Pod } from '../kubectl.ts';
import { type Act, type Scene, whenWhole } from '../scene.ts';

/** Everything that the cluster had written down about itself is gone: the nodes' own records remain. */
export const redisAct: Act = {
  name: 'redis-lost',
  what: "Redis's pod and its volume are deleted",
  isPlanned: false,
  run: async (scene) => {
    const { kubectl, release, patienceMs: timeoutMs } = scene;
    const [pod] = await release.pods('redis');
    if (pod === undefined) throw new Error('The release has no Redis of its own');
    const claim = claimOf(pod);
    const oldUid = await uidOfClaim(scene, claim);
    await kubectl.run(['delete', 'pvc', claim, '--wait=false']);
    await kubectl.run(['delete', 'pod', pod.metadata.name], { timeoutMs });
    await eventually(
      async () => {
        const uid = await uidOfClaim(scene, claim);
        const [next] = await release.pods('redis');
        if (uid !== undefined && uid !== oldUid && next !== undefined && isReady(next)) return true;
        // A pod that came before the old claim was gone waits for it in vain.
        if (uid === undefined && next !== undefined && next.spec.nodeName === undefined) {
          await kubectl.run(['delete', 'pod', next.metadata.name], { timeoutMs });
        }
        return false;
      },
      { timeoutMs, intervalMs: 1_000, what: 'A Redis with a new volume' },
    );
    await whenWhole(scene);
    return `${claim} made anew`;
  },
};

function claimOf({ metadata, spec }: Pod): string {
  const names = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName],
  );
  const [name] = names;
  if (name === undefined) throw new Error(`${metadata.name} has no claim`);
  return name;
}

async function uidOfClaim({ kubectl }: Scene, name: string): Promise<string | undefined> {
  const claims = await kubectl.list('pvc');
  return claims.find(({ metadata }) => metadata.name === name)?.metadata.uid;
}
