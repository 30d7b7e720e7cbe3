import type { TopicDescription } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { formatTopic } from '../format/topic-text.ts';
import type { CommandResult } from '../result/command-result.ts';

/** A topic with its partitions and configs. */
export async function describeTopic(
  { weir }: CommandContext,
  name: string,
): Promise<CommandResult> {
  return toResult(await weir.admin().describeTopic(name));
}

function toResult(description: TopicDescription): CommandResult {
  const { name, partitions } = description.topic;
  return {
    data: description,
    text: formatTopic(description, { isWide: false }),
    wide: formatTopic(description, { isWide: true }),
    items: partitions,
    names: partitions.map(({ partition }) => `${name}/${partition}`),
  };
}
