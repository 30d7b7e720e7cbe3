import { WeirError } from '@weir/client';
import { Command, Option } from 'commander';
import { type GlobalOptions, streamWithWeir } from '../command-context.ts';
import { connectionOf } from '../connection-options.ts';
import { type DoctorResult, doctorResult, unreachableResult } from '../doctor/doctor-result.ts';
import { emptySnapshot } from '../doctor/empty-snapshot.ts';
import { type ConnectionSettings, examineAddress } from '../doctor/examine-address.ts';
import type { Severity } from '../doctor/finding.ts';
import { takeSnapshot } from '../doctor/take-snapshot.ts';
import { ConnectError } from '../exit-code.ts';
import { output } from '../output.ts';
import { parseSeconds } from '../parse-options.ts';

interface DoctorOptions {
  readonly failOn: Severity | 'never';
  /** Milliseconds. */
  readonly look: number;
}

const parseLook = parseSeconds('--look', { min: 0, max: 600 });
const callTimeoutMs = 5_000;

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
    .action((options: DoctorOptions, command: Command) => examineCluster(options, command));
}

async function examineCluster(options: DoctorOptions, command: Command): Promise<void> {
  const { bootstrap, connect, output: format, ...flags } = command.optsWithGlobals<GlobalOptions>();
  const settings: ConnectionSettings = { connect, ...connectionOf(flags, process.env) };
  const examineBootstrap = () =>
    Promise.all(bootstrap.split(',').map((each) => examineAddress(each.trim(), settings)));
  try {
    await streamWithWeir(
      command,
      async ({ weir, signal }) => {
        const snapshot = await takeSnapshot(weir, {
          bootstrap: await examineBootstrap(),
          secondLookMs: options.look,
          isDirect: connect === 'direct',
          signal,
        });
        print(doctorResult(snapshot, options.failOn), format);
      },
      { timeoutMs: callTimeoutMs },
    );
  } catch (error) {
    if (!isConnectionFailure(error)) throw error;
    const addresses = await examineBootstrap();
    if (addresses.some(({ outcome }) => outcome === 'ok')) throw error;
    const snapshot = { ...emptySnapshot, takenAtMs: Date.now(), bootstrap: addresses };
    const failure = error instanceof ConnectError ? error : new ConnectError(bootstrap, error);
    print(unreachableResult(snapshot, failure), format);
  }
}

function isConnectionFailure(error: unknown): error is Error {
  if (error instanceof ConnectError) return true;
  return error instanceof WeirError && error.code === 'AUTHENTICATION_FAILED';
}

function print({ data, text, failure }: DoctorResult, format: string): void {
  if (format === 'json') output.json(data);
  else output.line(text);
  if (failure !== undefined) throw failure;
}
