import { Command } from 'commander';
import { listAudit, type ListAuditOptions } from '../audit/list-audit.ts';
import { offerFormats } from '../command-traits.ts';
import { parseInteger } from '../parse-options.ts';
import { listFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

const parseLimit = parseInteger('--limit', { min: 1, max: 100_000 });

/** `weir audit …` */
export function createAuditCommand(): Command {
  const audit = new Command('audit').description(
    'show what was changed by whom, and what was refused',
  );
  const list = offerFormats(audit.command('list'), listFormats)
    .description('list changes of the cluster and of groups, and refusals, newest first')
    .option('--principal <who>', 'only theirs: user:NAME')
    .option('--limit <n>', 'at most so many', parseLimit, 100)
    .action((options: ListAuditOptions, command: Command) =>
      runCommand(command, (context) => listAudit(context, options)),
    );
  offerWatch(list);
  return audit;
}
