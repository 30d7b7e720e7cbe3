import type { Admin, DescribedLog, Partition } from '@weir/client';
import { toWeirError } from '@weir/core';
import type { CommandContext } from '../command-context.ts';
import { formatTopic, type PartitionRow } from '../format/topic-text.ts';
import type { CommandResult } from '../result/command-result.ts';

/** A topic with its partitions, their sizes, and its configs. */
export async function describeTopic(
  { weir }: CommandContext,
  name: string,
): Promise<CommandResult> {
  const admin = weir.admin();
  const description = await admin.describeTopic(name);
  const { topic, configs } = description;
  const logs = await logsOf(admin, name, topic.partitions);
  const rows = topic.partitions.map((partition): PartitionRow => {
    const described = logs.find((log) => log.partition === partition.partition);
    return { partition, log: described?.log };
  });
  return {
    data: { topic, configs, logs: logs.map(toData) },
    text: formatTopic({ topic, configs, rows }, { isWide: false }),
    wide: formatTopic({ topic, configs, rows }, { isWide: true }),
    items: rows.map(({ partition, log }) => ({ ...partition, log: log ?? null })),
    names: topic.partitions.map(({ partition }) => `${name}/${partition}`),
  };
}

/** What cannot be had is no reason not to show the rest. */
async function logsOf(
  admin: Admin,
  topic: string,
  partitions: readonly Partition[],
): Promise<readonly DescribedLog[]> {
  try {
    return await admin.describeLogs([topic]);
  } catch (thrown) {
    const error = toWeirError(thrown);
    return partitions.map(({ partition }) => ({ topic, partition, log: undefined, error }));
  }
}

function toData({ partition, log, error }: DescribedLog): object {
  if (log !== undefined) return { partition, ...log };
  return { partition, error: { code: error.code, message: error.message } };
}
