import type { PrincipalQuota } from '@weir/client';
import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatQuotas } from '../format/quota-text.ts';
import { output } from '../output.ts';
import { parseBytesPerSecond, parseInteger } from '../parse-options.ts';

interface SetOptions {
  readonly principal: string;
  readonly produce?: number;
  readonly fetch?: number;
  readonly requests?: number;
}

const everybody = 'user:NAME, or "*" for every principal without a quota of its own';
const parseRequests = parseInteger('--requests', { min: 1, max: Number.MAX_SAFE_INTEGER });

/** `weir quota …` */
export function createQuotaCommand(): Command {
  const quota = new Command('quota').description('limit how much principals send and get');
  quota
    .command('set')
    .description('set the limits of a principal, in place of those that it has')
    .requiredOption('--principal <who>', everybody)
    .option('--produce <rate>', 'bytes per second: 500K, 20M', parseBytesPerSecond('--produce'))
    .option('--fetch <rate>', 'bytes per second: 500K, 20M', parseBytesPerSecond('--fetch'))
    .option('--requests <n>', 'requests per second', parseRequests)
    .action(async (options: SetOptions, command: Command) => {
      const wanted = toQuota(options);
      await withWeir(command, async ({ weir, format }) => {
        await weir.admin().setQuota(wanted);
        if (format === 'json') output.json({ quota: wanted });
        else output.line(formatQuotas([wanted]));
      });
    });
  quota
    .command('list')
    .description('list quotas')
    .action((_options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const quotas = await weir.admin().listQuotas();
        if (format === 'json') output.json({ quotas });
        else output.line(formatQuotas(quotas));
      }),
    );
  quota
    .command('remove')
    .description('take the limits of a principal away')
    .requiredOption('--principal <who>', everybody)
    .action(({ principal }: SetOptions, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        await weir.admin().setQuota({ principal });
        if (format === 'json') output.json({ removed: principal });
        else output.line(`${principal} has no quota of its own`);
      }),
    );
  return quota;
}

function toQuota({ principal, produce, fetch, requests }: SetOptions): PrincipalQuota {
  const isWithoutLimit = produce === undefined && fetch === undefined && requests === undefined;
  if (isWithoutLimit) throw new InputError('Name one or more of --produce, --fetch and --requests');
  return {
    principal,
    ...(produce === undefined ? undefined : { produceBytesPerSecond: produce }),
    ...(fetch === undefined ? undefined : { fetchBytesPerSecond: fetch }),
    ...(requests === undefined ? undefined : { requestsPerSecond: requests }),
  };
}
