import type { TopicConfig } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { configColumns } from '../format/topic-text.ts';
import type { CommandResult } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';
import { unknownName } from '../unknown-name.ts';

/** Options of `weir config list`. */
export interface ListConfigsOptions {
  readonly set?: boolean;
}

/** The configs of a topic. */
export async function listConfigs(
  { weir }: CommandContext,
  topic: string,
  { set }: ListConfigsOptions,
): Promise<CommandResult> {
  const { configs } = await weir.admin().describeTopic(topic);
  const list = listResult<TopicConfig>({
    key: 'configs',
    rows: configs.filter(({ isDefault }) => set !== true || !isDefault),
    columns: configColumns,
    nameOf: ({ name }) => name,
  });
  return { ...list, data: { topic, ...list.data } };
}

/** One config of a topic: its value alone for people. */
export async function getConfig(
  { weir }: CommandContext,
  topic: string,
  name: string,
): Promise<CommandResult> {
  const { configs } = await weir.admin().describeTopic(topic);
  const config = configs.find((each) => each.name === name);
  if (config === undefined) {
    throw unknownName({ what: 'config', name, known: configs.map((each) => each.name) });
  }
  return { data: { topic, config }, text: config.value, items: [config], names: [name] };
}
