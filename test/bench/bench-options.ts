import { parseArgs } from 'node:util';
import { type PeerName, peerNames } from './peers/peer-name.ts';
import type { Workload } from './workload.ts';

/** What the command line chose. */
export interface BenchChoice {
  readonly chosen: readonly (readonly [name: string, workload: Workload])[];
  /** How often each kind of workload repeats; the workload's own number by default. */
  readonly repetitions: Readonly<Record<Workload['repeats'], number | undefined>>;
  readonly only: readonly string[] | undefined;
  /** The workload's own where there are drivers, by default. */
  readonly peers: readonly PeerName[] | undefined;
  readonly scale: number;
  readonly profileDirectory: string | undefined;
  readonly updateBaseline: boolean;
  /** Where results go that are not those of a whole run, too; undefined for whole runs only. */
  readonly outDirectory: string | undefined;
  readonly signal: AbortSignal;
}

/** What there is to choose from. */
export interface BenchSetting {
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly signal: AbortSignal;
}

const maxCount = 1_000;

/** How the command is called. */
export function benchUsage(workloads: ReadonlyMap<string, Workload>): string {
  const names = [...workloads].map(([name, { summary }]) => `  ${name}: ${summary}`);
  return [
    'npm run bench -- NAME|all [--peer none|kafka|nats|kafka,nats] [--pairs N] [--trials N]',
    '  [--only PART,PART] [--scale SHARE] [--profile DIRECTORY] [--out DIRECTORY] [--update-baseline]',
    ...names,
  ].join('\n');
}

/** Throws for what the command line does not allow. */
export function readChoice(
  args: readonly string[],
  { workloads, signal }: BenchSetting,
): BenchChoice {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      trials: { type: 'string' },
      pairs: { type: 'string' },
      only: { type: 'string' },
      peer: { type: 'string' },
      scale: { type: 'string', default: '1' },
      profile: { type: 'string' },
      'update-baseline': { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const chosen = chooseWorkloads(positionals, workloads);
  for (const kind of ['trials', 'pairs'] as const) {
    const isKnown = chosen.some(([, workload]) => workload.repeats === kind);
    if (values[kind] !== undefined && !isKnown) {
      throw new Error(`--${kind} is not for ${positionals.join(' ')}`);
    }
  }
  return {
    chosen,
    repetitions: { trials: readCount(values.trials), pairs: readCount(values.pairs) },
    only: readOnly(values.only, chosen),
    peers: readPeers(values.peer),
    scale: readScale(values.scale),
    profileDirectory: values.profile,
    updateBaseline: values['update-baseline'],
    outDirectory: values.out,
    signal,
  };
}

function chooseWorkloads(
  positionals: readonly string[],
  workloads: ReadonlyMap<string, Workload>,
): BenchChoice['chosen'] {
  const [name = '', ...rest] = positionals;
  if (name === 'all' && rest.length === 0) return [...workloads];
  const workload = workloads.get(name);
  if (workload === undefined || rest.length > 0) {
    throw new Error(`No workload "${positionals.join(' ')}"\n${benchUsage(workloads)}`);
  }
  return [[name, workload]];
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= maxCount) return count;
  throw new Error(`"${text}" trials or pairs, allowed are 1 to ${maxCount}`);
}

function readOnly(
  text: string | undefined,
  chosen: BenchChoice['chosen'],
): readonly string[] | undefined {
  const only = text?.split(',');
  const parts = chosen.flatMap(([, workload]) => workload.parts);
  const unknown = only?.find((part) => !parts.includes(part));
  if (unknown === undefined) return only;
  throw new Error(`--only names "${unknown}"; there are ${parts.join(', ')}`);
}

function readPeers(text: string | undefined): readonly PeerName[] | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const peer = peerNames.find((candidate) => candidate === name);
    if (peer !== undefined) return peer;
    throw new Error(`--peer names "${name}"; there are ${peerNames.join(', ')} and none`);
  });
}

function readScale(text: string): number {
  const scale = Number(text);
  if (scale > 0 && scale <= 1) return scale;
  throw new Error(`--scale is "${text}", allowed is a share above 0, at most 1`);
}
