import type { Weir } from '@weir/client';
import type { TopModel, TopSample } from './top-model.ts';
import type { TopicTurns } from './topic-turns.ts';

/** Looks at a cluster once: three kinds of calls, of which none grows with the number of topics. */
export async function takeSample(
  weir: Weir,
  model: TopModel,
  turns: TopicTurns,
): Promise<TopSample> {
  const admin = weir.admin();
  const topics = weir
    .metadata()
    .topics.map(({ name, partitions }) => ({ name, partitions: partitions.length }));
  const [cluster, groups, logs] = await Promise.all([
    admin.describeCluster(),
    admin.listGroups(),
    admin.describeLogs(turns.next(topics, model.busiest())),
  ]);
  return { atMs: Date.now(), cluster, topics, logs, groups };
}
