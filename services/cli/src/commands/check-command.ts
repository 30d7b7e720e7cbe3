import { Command } from 'commander';
import { checkCluster } from '../check/check-cluster.ts';
import { type CheckStep, StepLog } from '../check/step-log.ts';
import { type CommandContext, streamWithWeir } from '../command-context.ts';
import { output } from '../output.ts';
import { parseInteger } from '../parse-options.ts';
import { printResult } from '../result/command-result.ts';
import { isForPeople } from '../result/output-format.ts';

interface CheckOptions {
  readonly topic: string;
  readonly records: number;
  readonly timeoutMs: number;
}

const parseRecords = parseInteger('--records', { min: 1, max: 1_000_000 });
const parseTimeout = parseInteger('--timeout-ms', { min: 1, max: 3_600_000 });

/** `weir check` */
export function createCheckCommand(): Command {
  return new Command('check')
    .description('write records and read them back, to see that the cluster works')
    .option('--topic <name>', 'topic to write to; created if missing', 'weir-check')
    .option('--records <n>', 'how many records', parseRecords, 100)
    .option('--timeout-ms <ms>', 'for all of it', parseTimeout, 60_000)
    .action(async (options: CheckOptions, command: Command) => {
      const startedMs = performance.now();
      const { timeoutMs } = options;
      await streamWithWeir(command, (context) => check(context, options, startedMs), { timeoutMs });
    });
}

async function check(
  { weir, format, signal }: CommandContext,
  { topic, records, timeoutMs }: CheckOptions,
  startedMs: number,
): Promise<void> {
  const onStep = (step: CheckStep): void => {
    if (isForPeople(format)) output.line(formatStep(step));
  };
  const log = new StepLog({ startedMs, timeoutMs, signal, onStep });
  let isOk = false;
  try {
    log.note('connect', 'the cluster answers');
    await checkCluster(weir, log, { topic, recordCount: records });
    isOk = true;
  } finally {
    const { steps, durationMs } = log;
    const data = { isOk, topic, records, durationMs, steps };
    const text = `The cluster works: checked in ${durationMs} ms`;
    // Steps are told to people as they come, the one that failed as well.
    if (isOk || !isForPeople(format)) printResult({ data, text, items: steps }, format, output);
  }
}

function formatStep({ name, durationMs, detail, hasFailed }: CheckStep): string {
  const result = hasFailed ? `FAILED ${detail}` : detail;
  return `${name.padEnd(12)}  ${String(durationMs).padStart(6)} ms  ${result}`;
}
