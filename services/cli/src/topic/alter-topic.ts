import type { CommandContext } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { output } from '../output.ts';

/** Options of `weir topic alter`. */
export interface AlterOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  readonly validateOnly?: boolean;
}

/** Changes configs of a topic, and says so. */
export async function alterTopic(
  { weir, format }: CommandContext,
  name: string,
  { set, unset, validateOnly }: AlterOptions,
): Promise<void> {
  if (Object.keys(set).length + unset.length === 0) throw new InputError('Name --set or --unset');
  const { topic, warnings } = await weir.admin().alterTopicConfigs(name, {
    set,
    remove: unset,
    validateOnly: validateOnly === true,
  });
  for (const warning of warnings) output.note(`warning: ${warning}`);
  if (format === 'json') output.json({ topic, warnings });
  else if (validateOnly === true) output.line(`Configs of topic ${name} could be changed`);
  else output.line(`Configs of topic ${name} are changed`);
}
