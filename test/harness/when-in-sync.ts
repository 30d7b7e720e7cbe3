import type { Admin } from '@weir/client';
import { eventually } from './eventually.ts';

/** Resolves when every assigned replica of a topic is in sync, and every partition has a leader. */
export async function whenInSync(admin: Admin, topic: string, timeoutMs = 60_000): Promise<void> {
  await eventually(
    async () => {
      const { topic: found } = await admin.describeTopic(topic);
      const behind = found.partitions.filter(
        ({ leader, inSyncReplicas, assignedReplicas }) =>
          leader === undefined || inSyncReplicas.length < assignedReplicas.length,
      );
      if (behind.length > 0) {
        throw new Error(`Not all in sync: ${JSON.stringify(behind)}`);
      }
      return true;
    },
    { timeoutMs, intervalMs: 50, what: `Full in-sync sets of ${topic}` },
  );
}
