import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { offerDryRun, offerFormats } from '../command-traits.ts';
import { quotaColumns } from '../format/quota-text.ts';
import { parseBytesPerSecond, parseInteger } from '../parse-options.ts';
import { removeQuota, type RemoveQuotaOptions } from '../quota/remove-quota.ts';
import { setQuota, type SetQuotaOptions, toQuota } from '../quota/set-quota.ts';
import type { CommandResult } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';
import { changeFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

const everybody = 'user:NAME, or "*" for every principal without a quota of its own';
const parseRequests = parseInteger('--requests', { min: 1, max: Number.MAX_SAFE_INTEGER });

/** `weir quota …` */
export function createQuotaCommand(): Command {
  const quota = new Command('quota')
    .alias('quotas')
    .description('limit how much principals send and get');
  const set = offerFormats(quota.command('set'), changeFormats)
    .description('set the limits of a principal, in place of those that it has')
    .requiredOption('--principal <who>', everybody)
    .option('--produce <rate>', 'bytes per second: 500K, 20M', parseBytesPerSecond('--produce'))
    .option('--fetch <rate>', 'bytes per second: 500K, 20M', parseBytesPerSecond('--fetch'))
    .option('--requests <n>', 'requests per second', parseRequests)
    .action(async (options: SetQuotaOptions, command: Command) => {
      const wanted = toQuota(options);
      await runCommand(command, (context) => setQuota(context, wanted, options));
    });
  offerDryRun(set);
  const list = offerFormats(quota.command('list'), narrowListFormats)
    .description('list quotas')
    .action((_options: object, command: Command) => runCommand(command, listQuotas));
  offerWatch(list);
  const remove = offerFormats(quota.command('remove'), changeFormats)
    .description('take the limits of a principal away')
    .requiredOption('--principal <who>', everybody)
    .action((options: RemoveQuotaOptions, command: Command) =>
      runCommand(command, (context) => removeQuota(context, options)),
    );
  offerDryRun(remove);
  return quota;
}

async function listQuotas({ weir }: CommandContext): Promise<CommandResult> {
  return listResult({
    key: 'quotas',
    rows: await weir.admin().listQuotas(),
    columns: quotaColumns,
    nameOf: ({ principal }) => principal,
  });
}
