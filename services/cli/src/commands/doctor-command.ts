import { Command, Option } from 'commander';
import { type GlobalOptions, streamWithWeir } from '../command-context.ts';
import { type DoctorResult, doctorResult, unreachableResult } from '../doctor/doctor-result.ts';
import { doctorCallTimeoutMs, examineCluster, examineFailure } from '../doctor/examine-cluster.ts';
import type { Severity } from '../doctor/finding.ts';
import { output } from '../output.ts';
import { parseSeconds } from '../parse-options.ts';

interface DoctorOptions {
  readonly failOn: Severity | 'never';
  /** Milliseconds. */
  readonly look: number;
}

const parseLook = parseSeconds('--look', { min: 0, max: 600 });

/** `weir doctor` */
export function createDoctorCommand(): Command {
  return new Command('doctor')
    .description('find what is wrong with the cluster, say why it matters and what to do')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when there is something as bad as this')
        .choices(['error', 'warning', 'notice', 'never'])
        .default('warning'),
    )
    .option(
      '--look <seconds>',
      'between two looks at groups and moves, to see where they go; 0: one look',
      parseLook,
      3_000,
    )
    .action((options: DoctorOptions, command: Command) => examine(options, command));
}

async function examine({ failOn, look }: DoctorOptions, command: Command): Promise<void> {
  const global = command.optsWithGlobals<GlobalOptions>();
  try {
    await streamWithWeir(
      command,
      async ({ weir, signal }) => {
        const snapshot = await examineCluster(weir, { global, secondLookMs: look, signal });
        print(doctorResult(snapshot, failOn), global.output);
      },
      { timeoutMs: doctorCallTimeoutMs },
    );
  } catch (error) {
    const examined = await examineFailure(error, global);
    if (examined === undefined) throw error;
    print(unreachableResult(examined.snapshot, examined.failure), global.output);
  }
}

function print({ data, text, failure }: DoctorResult, format: string): void {
  if (format === 'json') output.json(data);
  else output.line(text);
  if (failure !== undefined) throw failure;
}
