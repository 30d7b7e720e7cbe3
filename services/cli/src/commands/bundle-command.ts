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
import { type GlobalOptions, interruption, streamWithWeir } from '../command-context.ts';
import { doctorResult, unreachableResult } from '../doctor/doctor-result.ts';
import { doctorCallTimeoutMs, examineCluster, examineFailure } from '../doctor/examine-cluster.ts';
import { InputError } from '../exit-code.ts';
import { output } from '../output.ts';
import { packageVersion } from '../package-version.ts';

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
  const global = command.optsWithGlobals<GlobalOptions>();
  const version = packageVersion();
  const localParts = [
    documentPart('client.json', async () => clientEnvironment(global, version, process.env)),
    ...opsParts(flags.ops.map(checkedAddress)),
    ...(await logParts(flags.logs)),
  ];
  const write = (parts: readonly BundlePart[]): Promise<BundleManifest> =>
    writeBundle([...parts, ...localParts], {
      ...{ file, version, signal },
      isRedacted: flags.redact,
      redactor: new Redactor({
        secrets: ownSecrets(global, process.env),
        keepsNames: !flags.redact,
      }),
      onPart: (name) => {
        if (global.output === 'text' && output.isTerminal) output.note(`collects ${name}`);
      },
    });
  const manifest = await withCluster(command, global, write);
  report(file, manifest, global.output);
}

/** What the cluster has to say, or why it cannot be reached: an archive is made in any case. */
async function withCluster(
  command: Command,
  global: GlobalOptions,
  write: (parts: readonly BundlePart[]) => Promise<BundleManifest>,
): Promise<BundleManifest> {
  let manifest: BundleManifest | undefined;
  try {
    await streamWithWeir(
      command,
      async ({ weir }) => {
        manifest = await write(partsOf(weir, global));
      },
      { timeoutMs: doctorCallTimeoutMs },
    );
  } catch (error) {
    const examined = await examineFailure(error, global);
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

function partsOf(weir: Weir, global: GlobalOptions): readonly BundlePart[] {
  return clusterParts(weir, async () => {
    const snapshot = await examineCluster(weir, { global, secondLookMs, signal });
    return { ...doctorResult(snapshot, 'never'), groupDetails: snapshot.groupDetails };
  });
}

function report(
  file: string,
  { parts, failures, isRedacted }: BundleManifest,
  format: string,
): void {
  if (format === 'json') {
    output.json({ file, isRedacted, parts, failures });
    return;
  }
  for (const { name, reason } of failures) output.note(`left out: ${name}: ${reason}`);
  output.line(`${file} has ${parts.length} parts${isRedacted ? '' : ', with names of principals'}`);
  output.note('Look through it before you hand it on: weir cannot know every secret of yours');
}

function checkedAddress(address: string): string {
  if (/^(?:\[[\d.:A-Fa-f]+\]|[\w.-]+):\d{1,5}$/.test(address)) return address;
  throw new InputError(`--ops is "${address}", wanted is host:port`);
}

/** `20260131-080000`, in UTC. */
function stamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[:-]/g, '').replace('T', '-');
}
