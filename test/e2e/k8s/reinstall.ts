import { findVanished } from '../../harness/checkers/none-vanished.ts';
import { findConflicts } from '../../harness/checkers/one-value-per-offset.ts';
import { eventually } from '../../harness/eventually.ts';
import type { SeenRecord } from '../../harness/history.ts';
import type { Scene } from './scene.ts';

/**
 * Uninstalls, sees that the claims are kept, and installs again: all that was `stored` must be there
 * still. What is wrong, one sentence each.
 */
export async function reinstall(
  scene: Scene,
  stored: readonly SeenRecord[],
  note: (step: string) => void,
): Promise<string[]> {
  const { release, load, patienceMs: timeoutMs } = scene;
  const before = await claims(scene);
  await release.uninstall();
  await eventually(async () => (await release.pods()).length === 0, {
    timeoutMs,
    intervalMs: 1_000,
    what: 'The end of all pods',
  });
  const kept = new Set(await claims(scene));
  const gone = before.filter((claim) => !kept.has(claim));
  note(`\`helm uninstall\` kept ${kept.size} of ${before.length} claims`);

  await release.install();
  const found = await eventually(() => load.stored(), {
    timeoutMs,
    intervalMs: 2_000,
    what: 'A read of the topic after the second install',
  });
  note(`installed again: ${found.length} of ${stored.length} records are there`);
  const observations = [
    ...stored.map((record) => ({ ...record, by: 'before' })),
    ...found.map((record) => ({ ...record, by: 'after' })),
  ];
  return [
    ...gone.map((claim) => `The claim ${claim} went with the release`),
    ...findVanished(stored, found)
      .slice(0, 3)
      .map(({ value }) => `${value} is gone after the second install`),
    ...findConflicts(observations).slice(0, 3),
  ];
}

async function claims({ kubectl }: Scene): Promise<string[]> {
  const found = await kubectl.list('pvc');
  return found.map(({ metadata: { name, uid } }) => `${name} (${uid})`);
}
