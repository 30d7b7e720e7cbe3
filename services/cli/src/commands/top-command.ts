import { Command } from 'commander';
import { streamWithWeir } from '../command-context.ts';
import { offerFormats } from '../command-traits.ts';
import { parseInteger, parseSeconds } from '../parse-options.ts';
import { watchTop } from '../top/watch-top.ts';

interface TopFlags {
  /** Milliseconds. */
  readonly every: number;
  readonly rounds?: number;
}

const parseEvery = parseSeconds('--every', { min: 0.2, max: 3_600 });
const parseRounds = parseInteger('--rounds', { min: 1, max: 1_000_000 });
const callTimeoutMs = 10_000;

/** `weir top` */
export function createTopCommand(): Command {
  return offerFormats(new Command('top'), ['text', 'json'])
    .description('show nodes, busy topics and lagging groups, and what goes through them now')
    .option('--every <seconds>', 'time between two looks', parseEvery, 2_000)
    .option('-n, --rounds <n>', 'print so many rounds and end', parseRounds)
    .action(({ every, rounds }: TopFlags, command: Command) =>
      streamWithWeir(command, (context) => watchTop(context, { everyMs: every, rounds }), {
        timeoutMs: callTimeoutMs,
      }),
    );
}
