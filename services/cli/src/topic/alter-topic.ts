import type { CommandContext } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Options of `weir topic alter`. */
export interface AlterOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  readonly validateOnly?: boolean;
  readonly dryRun?: boolean;
}

/** Changes configs of a topic, and says so. */
export async function alterTopic(
  { weir }: CommandContext,
  name: string,
  options: AlterOptions,
): Promise<CommandResult> {
  const { set, unset } = options;
  if (Object.keys(set).length + unset.length === 0) throw new InputError('Name --set or --unset');
  const dryRun = options.validateOnly === true || options.dryRun === true;
  const { topic, warnings } = await weir.admin().alterTopicConfigs(name, {
    set,
    remove: unset,
    validateOnly: dryRun,
  });
  return {
    data: { topic, warnings, dryRun },
    text: `Configs of topic ${name} ${dryRun ? 'could be' : 'are'} changed`,
    names: [name],
    warnings,
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}
