import { eventually } from '../../../harness/eventually.ts';
import { isReady, type Pod } from '../kubectl.ts';
import { type Act, type Scene, whenWhole } from '../scene.ts';

const annotation = 'common.podAnnotations.upgraded';

/** Acts that replace pods of a release that goes on. */
export const rollingActs: readonly Act[] = [
  {
    name: 'upgrade',
    what: '`helm upgrade` with a change of every pod: all are replaced, one after the other',
    isPlanned: true,
    run: async (scene) =>
      replacesAll(scene, () => scene.release.upgrade({ [annotation]: `at-${Date.now()}` })),
  },
  {
    name: 'delete-storage-pods',
    what: 'each storage pod is deleted, when the one before is whole again',
    isPlanned: true,
    run: async (scene) => {
      const pods = await scene.release.pods('storage-node');
      for (const pod of pods) {
        scene.progress(`deleting ${pod.metadata.name}`);
        await deletePod(scene, pod);
        await whenWhole(scene);
      }
      return `${pods.length} pods`;
    },
  },
];

/** `helm rollback` to the first revision, which replaces every pod. */
export const rollbackAct: Act = {
  name: 'rollback',
  what: '`helm rollback` to the first revision: every pod is replaced again',
  isPlanned: true,
  skip: ({ release }) => (release.hasChanged(annotation) ? undefined : 'needs upgrade before it'),
  run: async (scene) => replacesAll(scene, () => scene.release.rollback()),
};

async function replacesAll(scene: Scene, change: () => Promise<void>): Promise<string> {
  const before = await scene.release.pods();
  await change();
  await whenWhole(scene);
  const after = await scene.release.pods();
  const uids = new Set(after.map(({ metadata }) => metadata.uid));
  const kept = before.filter(({ metadata }) => uids.has(metadata.uid));
  if (kept.length > 0) {
    throw new Error(`Not replaced: ${kept.map(({ metadata }) => metadata.name).join(', ')}`);
  }
  return `${after.length} pods`;
}

/** Deletes a pod of a StatefulSet; resolves when the one that replaces it is ready. */
async function deletePod({ kubectl, release, patienceMs }: Scene, pod: Pod): Promise<void> {
  const { name, uid } = pod.metadata;
  await kubectl.run(['delete', 'pod', name], { timeoutMs: patienceMs });
  await eventually(
    async () => {
      const pods = await release.pods();
      return pods.some(
        (candidate) =>
          candidate.metadata.name === name && candidate.metadata.uid !== uid && isReady(candidate),
      );
    },
    { timeoutMs: patienceMs, intervalMs: 250, what: `A new ${name}` },
  );
}
