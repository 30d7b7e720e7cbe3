import type { ResetTarget } from '@weir/client';
import { InputError } from '../exit-code.ts';
import type { PartitionOffsets } from './partition-offsets.ts';

/** Options of `weir group reset`. */
export interface ResetOptions {
  readonly topic?: string;
  readonly partition: readonly number[];
  readonly to?: ResetTarget;
  readonly shift?: number;
  readonly offsets?: PartitionOffsets;
  readonly fromFile?: string;
  readonly like?: string;
  readonly toFile?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const targets = '--to, --shift, --offsets, --from-file and --like';

/** `InputError` for options that do not go together, before anything is asked. */
export function checkResetOptions(options: ResetOptions): void {
  const problem = targetProblem(options) ?? partitionProblem(options);
  if (problem !== undefined) throw new InputError(problem);
}

/** Whether offsets are to be moved; else those that there are are only saved. */
export function hasTarget({ to, shift, offsets, fromFile, like }: ResetOptions): boolean {
  return [to, shift, offsets, fromFile, like].some((value) => value !== undefined);
}

function targetProblem(options: ResetOptions): string | undefined {
  const { to, shift, offsets, fromFile, like, toFile } = options;
  const given = [to, shift, offsets, fromFile, like].filter((value) => value !== undefined);
  if (given.length > 1) return `Name only one of ${targets}`;
  if (given.length === 0 && toFile === undefined) {
    return `Name one of ${targets}, or --to-file to save offsets`;
  }
  return fromFile !== undefined && fromFile === toFile
    ? '--from-file and --to-file are the same file'
    : undefined;
}

function partitionProblem(options: ResetOptions): string | undefined {
  const { topic, partition, to, shift, offsets } = options;
  const needsTopic = [to, shift, offsets].some((value) => value !== undefined);
  if (topic === undefined && (needsTopic || partition.length > 0)) return 'Name the --topic';
  return offsets !== undefined && partition.length > 0
    ? '--offsets names partitions already: leave out --partition'
    : undefined;
}
