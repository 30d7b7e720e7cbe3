import { Command } from 'commander';
import { markLocal, offerFormats } from '../command-traits.ts';
import { connectionOptions } from '../connection-options.ts';
import type { ConnectionSettings } from '../context/connection-settings.ts';
import { listContexts, showContext } from '../context/show-contexts.ts';
import {
  putContext,
  removeSavedContext,
  renameSavedContext,
  switchContext,
} from '../context/change-contexts.ts';
import { narrowListFormats, changeFormats } from '../result/output-format.ts';
import { runLocal } from '../run-command.ts';

/** `weir context …` */
export function createContextCommand(): Command {
  const context = new Command('context')
    .alias('contexts')
    .description('keep how to reach clusters, and switch between them');
  addReadingCommands(context);
  const set = changing(context, 'set <context>')
    .description('save how to reach a cluster; what is not named stays as it was saved')
    .option('--use', 'and use it from now on')
    .action((name: string, options: { readonly use?: boolean }, command: Command) =>
      runLocal(command, () => {
        const settings = command.optsWithGlobals<ConnectionSettings>();
        return putContext(process.env, { name, settings, isUsed: options.use === true });
      }),
    );
  for (const option of connectionOptions()) set.addOption(option);
  changing(context, 'use <context>')
    .description('use a saved context from now on; - is the one before')
    .action((name: string, _options: object, command: Command) =>
      runLocal(command, () => switchContext(process.env, name)),
    );
  changing(context, 'rename <context> <name>')
    .description('give a saved context another name')
    .action((from: string, to: string, _options: object, command: Command) =>
      runLocal(command, () => renameSavedContext(process.env, from, to)),
    );
  changing(context, 'remove <context>')
    .description('forget a saved context')
    .action((name: string, _options: object, command: Command) =>
      runLocal(command, () => removeSavedContext(process.env, name)),
    );
  return context;
}

function changing(parent: Command, declaration: string): Command {
  return markLocal(offerFormats(parent.command(declaration), changeFormats));
}

function addReadingCommands(context: Command): void {
  markLocal(offerFormats(context.command('list'), narrowListFormats))
    .description('list saved contexts')
    .action((_options: object, command: Command) =>
      runLocal(command, () => listContexts(process.env)),
    );
  markLocal(offerFormats(context.command('show'), changeFormats))
    .description('show a saved context, the one in use by default, without secrets')
    .argument('[context]', 'name')
    .action((name: string | undefined, _options: object, command: Command) =>
      runLocal(command, () => showContext(process.env, name)),
    );
}
