import { Command, Option } from 'commander';
import { offerFormats } from '../command-traits.ts';
import { chooseSettings, type SettingOptions } from '../context/choose-settings.ts';
import { formatOf } from '../command-traits.ts';
import { doctorResult, unreachableResult } from '../doctor/doctor-result.ts';
import { doctorCallTimeoutMs, examineCluster, examineFailure } from '../doctor/examine-cluster.ts';
import type { Severity } from '../doctor/finding.ts';
import { output } from '../output.ts';
import { parseSeconds } from '../parse-options.ts';
import { printResult } from '../result/command-result.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

interface DoctorOptions {
  readonly failOn: Severity | 'never';
  /** Milliseconds. */
  readonly look: number;
}

const parseLook = parseSeconds('--look', { min: 0, max: 600 });

/** `weir doctor` */
export function createDoctorCommand(): Command {
  const doctor = offerFormats(new Command('doctor'), ['text', 'json', 'ndjson', 'yaml'])
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
  return offerWatch(doctor);
}

async function examine({ failOn, look }: DoctorOptions, command: Command): Promise<void> {
  const settings = chooseSettings(command.optsWithGlobals<SettingOptions>(), process.env);
  try {
    await runCommand(
      command,
      async ({ weir, signal }) => {
        const snapshot = await examineCluster(weir, { settings, secondLookMs: look, signal });
        return doctorResult(snapshot, failOn);
      },
      { timeoutMs: doctorCallTimeoutMs },
    );
  } catch (error) {
    const examined = await examineFailure(error, settings);
    if (examined === undefined) throw error;
    printResult(unreachableResult(examined.snapshot, examined.failure), formatOf(command), output);
  }
}
