import { parseArgs } from 'node:util';
import type { ChaosFault } from './chaos-fault.ts';
import { type ChaosWorkload, chaosWorkloads } from './chaos-workload.ts';
import { allFaults } from './faults/all-faults.ts';

/** What is run. */
export interface ChaosOptions {
  readonly faults: readonly ChaosFault[];
  readonly workloads: readonly ChaosWorkload[];
  readonly trials: number;
  readonly faultMs: number;
  /** Whether it is all of the matrix, whose results are kept. */
  readonly isWhole: boolean;
}

/** How to call it. */
export function chaosUsage(): string {
  const list = (items: readonly { readonly name: string; readonly what: string }[]): string[] =>
    items.map(({ name, what }) => `  ${name}: ${what}`);
  return [
    'npm run chaos -- [--faults A,B] [--workloads A,B] [--trials N] [--seconds S]',
    'faults:',
    ...list(allFaults),
    'workloads:',
    ...list(chaosWorkloads),
  ].join('\n');
}

/** Throws for what is not allowed. */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: 'string' },
      workloads: { type: 'string' },
      trials: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '5' },
    },
  });
  return {
    faults: choose('fault', allFaults, values.faults),
    workloads: choose('workload', chaosWorkloads, values.workloads),
    trials: toNumber('trials', values.trials, { min: 1, max: 1_000 }),
    faultMs: toNumber('seconds', values.seconds, { min: 1, max: 60 }) * 1_000,
    isWhole: values.faults === undefined && values.workloads === undefined,
  };
}

function choose<Item extends { readonly name: string }>(
  what: string,
  items: readonly Item[],
  names: string | undefined,
): readonly Item[] {
  if (names === undefined) return items;
  return names.split(',').map((name) => {
    const item = items.find((candidate) => candidate.name === name);
    if (item === undefined) throw new Error(`No ${what} "${name}"`);
    return item;
  });
}

function toNumber(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`--${option} is "${text}", allowed are ${min} to ${max}`);
  }
  return value;
}
