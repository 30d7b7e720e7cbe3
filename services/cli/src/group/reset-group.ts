import { writeFileSync } from 'node:fs';
import { type Admin, type PartitionOffset, type ResetRequest, WeirError } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { InputError } from '../exit-code.ts';
import { resetColumns, type ResetRow } from '../format/group-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';
import { formatOffsetLines, type TopicPartitionOffset } from './partition-offsets.ts';
import { planReset, type ResetInput } from './plan-reset.ts';
import { hasTarget, type ResetOptions } from './reset-options.ts';
import { errorText } from '../format/error-text.ts';

/** A reset of a group. */
export interface GroupReset extends ResetInput {
  readonly groupId: string;
  readonly command: Command;
}

/** All partitions that are asked for, or none: what cannot be reset is found before anything is. */
export async function resetGroup(
  { weir }: CommandContext,
  reset: GroupReset,
): Promise<CommandResult> {
  const admin = weir.admin();
  const { groupId, toFile, force, command } = reset;
  const dryRun = reset.dryRun === true;
  const committed = await admin.fetchOffsets(groupId);
  const saved = toFile === undefined || dryRun ? undefined : save(toFile, committed, reset);
  if (!hasTarget(reset)) return savedResult({ ...reset, toFile: toFile ?? '', dryRun }, committed);
  const requests = await planReset(admin, groupId, reset);
  const planned = await inTurn(admin, requests, { dryRun: true });
  if (force === true) {
    const consequence = `Members of group ${groupId} will start over at the new offsets`;
    await confirm(command, { name: groupId, consequence });
  }
  const offsets = dryRun ? planned : await inTurn(admin, requests, { dryRun: false });
  const list = listResult({
    key: 'offsets',
    rows: offsets.map((offset) => toRow(offset, committed)).toSorted(byPlace),
    columns: resetColumns,
    nameOf: ({ topic, partition }) => `${topic}/${partition}`,
  });
  return {
    ...list,
    data: { ...list.data, dryRun, ...saved },
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}

async function inTurn(
  admin: Admin,
  requests: readonly ResetRequest[],
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly PartitionOffset[]> {
  const done: PartitionOffset[] = [];
  for (const request of requests) {
    try {
      done.push(...(await admin.resetOffsets({ ...request, dryRun })));
    } catch (error) {
      if (dryRun || done.length === 0 || !(error instanceof WeirError)) throw error;
      const message = `${error.message}; ${done.length} partitions are reset already`;
      throw new WeirError(error.code, message, { cause: error });
    }
  }
  return done;
}

function toRow(
  { topic, partition, offset }: PartitionOffset,
  committed: readonly TopicPartitionOffset[],
): ResetRow {
  const previous = committed.find((each) => each.topic === topic && each.partition === partition);
  const previousOffset = previous?.offset ?? null;
  const change = previousOffset === null ? null : offset - previousOffset;
  return { topic, partition, previousOffset, offset, change };
}

function byPlace(left: ResetRow, right: ResetRow): number {
  return left.topic === right.topic
    ? left.partition - right.partition
    : Number(left.topic > right.topic) - 0.5;
}

function meantOffsets(
  committed: readonly TopicPartitionOffset[],
  { topic, partition: partitions }: ResetOptions,
): readonly TopicPartitionOffset[] {
  return committed.filter(
    (each) =>
      (topic === undefined || each.topic === topic) &&
      (partitions.length === 0 || partitions.includes(each.partition)),
  );
}

function save(
  path: string,
  committed: readonly TopicPartitionOffset[],
  reset: ResetOptions,
): { readonly savedTo: string } {
  try {
    // An earlier copy may be all that is left of offsets that were reset since.
    writeFileSync(path, formatOffsetLines(meantOffsets(committed, reset)), { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new InputError(`--to-file: ${path} is there already: name another file`);
    }
    throw new InputError(`--to-file: ${errorText(error)}`);
  }
  return { savedTo: path };
}

function savedResult(
  reset: GroupReset & { readonly toFile: string; readonly dryRun: boolean },
  committed: readonly TopicPartitionOffset[],
): CommandResult {
  const { toFile, dryRun } = reset;
  const meant = meantOffsets(committed, reset);
  return {
    data: { offsets: [], dryRun, ...(dryRun ? undefined : { savedTo: toFile }) },
    text: `${meant.length} offsets ${dryRun ? 'would be' : 'are'} saved to ${toFile}`,
    items: [],
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}
