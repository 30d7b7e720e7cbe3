import { existsSync } from 'node:fs';
import type { Weir } from '@weir/client';
import { Command } from 'commander';
import { type BundlePart, documentPart, textPart } from '../bundle/bundle-part.ts';
import { clientEnvironment } from '../bundle/client-environment.ts';
import { clusterParts } from '../bundle/cluster-parts.ts';
import { logParts } from '../bundle/log-parts.ts';
import { opsParts } from '../bundle/ops-parts.ts';
import { ownSecrets } from '../bundle/own-secrets.ts';
import { Redactor } from '../bundle/redactor.ts';
import { type BundleManifest, writeBundle } from '../bundle/write-bundle.ts';
import { interruption, streamWithWeir } from '../command-context.ts';
import { formatOf } from '../command-traits.ts';
import {
  type ChosenSettings,
  chooseSettings,
  type SettingOptions,
} from '../context/choose-settings.ts';
import { doctorResult, unreachableResult } from '../doctor/doctor-result.ts';
import { doctorCallTimeoutMs, examineCluster, examineFailure } from '../doctor/examine-cluster.ts';
import { InputError } from '../exit-code.ts';
import { output } from '../output.ts';
import { packageVersion } from '../package-version.ts';
import { type CommandResult, printResult } from '../result/command-result.ts';
import { isForPeople } from '../result/output-format.ts';

interface BundleFlags {
  readonly file?: string;
  readonly ops: readonly string[];
  readonly logs: readonly string[];
  /** False with `--no-redact`. */
  readonly redact: boolean;
}

const { signal } = interruption;
const secondLookMs = 3_000;

/** `weir bundle` */
export function createBundleCommand(): Command {
  return new Command('bundle')
    .description('collect what helps to find a fault into an archive, without secrets or records')
    .option('--file <path>', 'the archive (default: weir-bundle-DATE.tar.gz)')
    .option('--ops <addresses...>', 'host:port of ops ports, for metrics and readiness', [])
    .option('--logs <paths...>', 'log files, or folders of them; the last 5 MiB of each', [])
    .option('--no-redact', 'keep names of principals and addresses of peers')
    .action((flags: BundleFlags, command: Command) => bundle(flags, command));
}

async function bundle(flags: BundleFlags, command: Command): Promise<void> {
  const file = flags.file ?? `weir-bundle-${stamp(new Date())}.tar.gz`;
  if (existsSync(file)) throw new InputError(`--file: "${file}" is there already`);
  const settings = chooseSettings(command.optsWithGlobals<SettingOptions>(), process.env);
  const format = formatOf(command);
  const version = packageVersion();
  const localParts = [
    documentPart('client.json', async () => clientEnvironment(settings, version, process.env)),
    ...opsParts(flags.ops.map(checkedAddress)),
    ...(await logParts(flags.logs)),
  ];
  const write = (parts: readonly BundlePart[]): Promise<BundleManifest> =>
    writeBundle([...parts, ...localParts], {
      ...{ file, version, signal },
      isRedacted: flags.redact,
      redactor: new Redactor({
        secrets: ownSecrets(settings),
        keepsNames: !flags.redact,
      }),
      onPart: (name) => {
        if (isForPeople(format) && output.isTerminal) output.note(`collects ${name}`);
      },
    });
  const manifest = await withCluster(command, settings, write);
  printResult(toResult(file, manifest), format, output);
}

/** What the cluster has to say, or why it cannot be reached: an archive is made in any case. */
async function withCluster(
  command: Command,
  settings: ChosenSettings,
  write: (parts: readonly BundlePart[]) => Promise<BundleManifest>,
): Promise<BundleManifest> {
  let manifest: BundleManifest | undefined;
  try {
    await streamWithWeir(
      command,
      async ({ weir }) => {
        manifest = await write(partsOf(weir, settings));
      },
      { timeoutMs: doctorCallTimeoutMs },
    );
  } catch (error) {
    const examined = await examineFailure(error, settings);
    if (examined === undefined) throw error;
    const { failure, snapshot } = examined;
    const { data, text } = unreachableResult(snapshot, failure);
    manifest = await write([
      documentPart('cluster.json', () => Promise.reject(failure)),
      documentPart('doctor.json', async () => data),
      textPart('doctor.txt', async () => text),
    ]);
  }
  if (manifest === undefined) throw new Error('No archive was written');
  return manifest;
}

function partsOf(weir: Weir, settings: ChosenSettings): readonly BundlePart[] {
  return clusterParts(weir, async () => {
    const snapshot = await examineCluster(weir, { settings, secondLookMs, signal });
    return { ...doctorResult(snapshot, 'never'), groupDetails: snapshot.groupDetails };
  });
}

function toResult(file: string, manifest: BundleManifest): CommandResult {
  const { parts, failures, isRedacted } = manifest;
  return {
    data: { file, isRedacted, parts, failures },
    text: `${file} has ${parts.length} parts${isRedacted ? '' : ', with names of principals'}`,
    warnings: failures.map(({ name, reason }) => `${name} is left out: ${reason}`),
    notes: ['Look through it before you hand it on: weir cannot know every secret of yours'],
  };
}

function checkedAddress(address: string): string {
  if (/^(?:\[[\d.:A-Fa-f]+\]|[\w.-]+):\d{1,5}$/.test(address)) return address;
  throw new InputError(`--ops is "${address}", wanted is host:port`);
}

/** `20260131-080000`, in UTC. */
function stamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[:-]/g, '').replace('T', '-');
}
