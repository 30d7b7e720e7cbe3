import type { Partition, Topic } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';

/** The topic, once every partition has a leader, and all of its replicas are in sync. */
export async function waitForReplicas(
  { weir, signal }: CommandContext,
  name: string,
  timeoutMs: number | undefined,
): Promise<Topic> {
  const admin = weir.admin();
  let { topic } = await admin.describeTopic(name);
  await waitUntilDone({ signal, timeoutMs }, async () => {
    ({ topic } = await admin.describeTopic(name));
    const behind = topic.partitions.filter((partition) => !isComplete(partition));
    const [first] = behind;
    if (first === undefined) return undefined;
    const { partition, leader, inSyncReplicas, assignedReplicas } = first;
    const state = leader === undefined ? 'has no leader' : `has ${inSyncReplicas.length} in sync`;
    return (
      `${behind.length} of ${topic.partitions.length} partitions are not complete; ` +
      `${name}/${partition} ${state} of ${assignedReplicas.length} replicas`
    );
  });
  return topic;
}

function isComplete({ leader, assignedReplicas, inSyncReplicas }: Partition): boolean {
  return leader !== undefined && inSyncReplicas.length >= assignedReplicas.length;
}
