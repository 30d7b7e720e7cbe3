import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { offerDryRun, offerFormats } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { keyColumns } from '../format/key-text.ts';
import { createKey, type CreateKeyOptions } from '../key/create-key.ts';
import { revokeKey, type RevokeKeyOptions } from '../key/revoke-key.ts';
import { parseDuration } from '../parse-options.ts';
import type { CommandResult } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';
import { changeFormats, documentFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

interface ListOptions {
  readonly principal?: string;
}

/** `weir key …` */
export function createKeyCommand(): Command {
  const key = new Command('key').alias('keys').description('create, list and revoke API keys');
  const create = offerFormats(key.command('create'), documentFormats)
    .description('create an API key and print it, this once')
    .requiredOption('--principal <who>', 'user:NAME')
    .option('--description <text>', 'what it is for')
    .option('--ttl <duration>', 'how long it lasts: 90m, 30d (default: for ever)', parseDuration)
    .action((options: CreateKeyOptions, command: Command) =>
      runCommand(command, (context) => createKey(context, options)),
    );
  offerDryRun(create);
  const list = offerFormats(key.command('list'), narrowListFormats)
    .description('list API keys, without their secrets')
    .option('--principal <who>', 'of this principal')
    .action((options: ListOptions, command: Command) =>
      runCommand(command, (context) => listKeys(context, options)),
    );
  offerWatch(list);
  const revoke = offerFormats(key.command('revoke <key>'), changeFormats)
    .description('end an API key')
    .action((keyId: string, options: RevokeKeyOptions, command: Command) =>
      runCommand(command, (context) => revokeKey(context, keyId, { ...options, command })),
    );
  offerYes(offerDryRun(revoke));
  return key;
}

async function listKeys(
  { weir }: CommandContext,
  { principal }: ListOptions,
): Promise<CommandResult> {
  const keys = await weir.admin().listApiKeys(principal === undefined ? {} : { principal });
  return listResult({
    key: 'keys',
    rows: keys,
    columns: keyColumns(Date.now()),
    nameOf: ({ keyId }) => keyId,
  });
}
