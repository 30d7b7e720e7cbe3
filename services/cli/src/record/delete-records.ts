import type { Admin } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { InputError } from '../exit-code.ts';
import type { PlaceOrAge } from '../parse-options.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';

/** Options of `weir record delete`. */
export interface DeleteRecordsOptions {
  readonly partition?: number;
  readonly before: PlaceOrAge;
  readonly dryRun?: boolean;
}

/** What becomes of a partition. */
interface DeletionRow {
  readonly topic: string;
  readonly partition: number;
  /** Before it. */
  readonly previousLogStartOffset: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly records: number;
}

const columns: readonly Column<DeletionRow>[] = [
  { title: 'TOPIC', cell: ({ topic }) => topic },
  { title: 'PARTITION', cell: ({ partition }) => `${partition}` },
  { title: 'START', cell: ({ previousLogStartOffset }) => `${previousLogStartOffset}` },
  { title: 'NEW START', cell: ({ logStartOffset }) => `${logStartOffset}` },
  { title: 'END', cell: ({ highWatermark }) => `${highWatermark}` },
  { title: 'DELETED', cell: ({ records }) => `${records}` },
];

/** Deletes the records before a place, of one partition or of all, and says how many. */
export async function deleteRecords(
  { weir }: CommandContext,
  topic: string,
  { command, ...options }: DeleteRecordsOptions & { readonly command: Command },
): Promise<CommandResult> {
  const admin = weir.admin();
  const planned = await plan(admin, topic, options);
  const dryRun = options.dryRun === true;
  const total = planned.reduce((sum, { records }) => sum + records, 0);
  if (!dryRun && total > 0) {
    const consequence = `${total} records of ${topic} will be deleted`;
    await confirm(command, { name: topic, consequence });
  }
  const rows = dryRun ? planned : await carryOut(admin, planned);
  const list = listResult({
    ...{ key: 'partitions', rows, columns },
    nameOf: ({ partition }) => `${topic}/${partition}`,
  });
  return {
    ...list,
    data: { ...list.data, dryRun },
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}

async function plan(
  admin: Admin,
  topic: string,
  { partition, before }: DeleteRecordsOptions,
): Promise<DeletionRow[]> {
  const { partitions } = (await admin.describeTopic(topic)).topic;
  if (partition !== undefined && partition >= partitions.length) {
    throw new InputError(`Topic ${topic} has partitions 0 to ${partitions.length - 1}`);
  }
  if (partition === undefined && typeof before === 'object' && 'offset' in before) {
    throw new InputError('An offset is one of a partition: name the --partition');
  }
  const chosen = partitions
    .map((each) => each.partition)
    .filter((each) => partition === undefined || each === partition);
  const ask = async (at: 'earliest' | 'latest' | { readonly timestampMs: number }) =>
    admin.listOffsets(chosen.map((each) => ({ topic, partition: each, at })));
  const timestampMs = timeOf(before);
  const [starts, ends, times] = await Promise.all([
    ask('earliest'),
    ask('latest'),
    timestampMs === undefined ? [] : ask({ timestampMs }),
  ]);
  return chosen.map((each, index) => {
    const start = starts[index]?.offset ?? 0;
    const end = ends[index]?.offset ?? 0;
    const wanted = offsetOf(before, { start, end, atTime: times[index]?.offset ?? -1 });
    if (wanted > end) {
      throw new InputError(`--before is ${wanted}, but ${topic}/${each} ends at ${end}`);
    }
    const logStartOffset = Math.max(start, wanted);
    return {
      ...{ topic, partition: each, previousLogStartOffset: start, logStartOffset },
      ...{ highWatermark: end, records: logStartOffset - start },
    };
  });
}

function timeOf(before: PlaceOrAge): number | undefined {
  if (typeof before === 'string') return undefined;
  if ('durationMs' in before) return Math.max(0, Date.now() - before.durationMs);
  return 'timestampMs' in before ? before.timestampMs : undefined;
}

interface Ends {
  readonly start: number;
  readonly end: number;
  /** −1: all are older. */
  readonly atTime: number;
}

function offsetOf(before: PlaceOrAge, { start, end, atTime }: Ends): number {
  if (before === 'earliest') return start;
  if (before === 'latest') return end;
  if ('offset' in before) return before.offset;
  return atTime < 0 ? end : atTime;
}

async function carryOut(admin: Admin, planned: readonly DeletionRow[]): Promise<DeletionRow[]> {
  const wanted = planned.filter(({ records }) => records > 0);
  const deleted = await admin.deleteRecords(
    wanted.map(({ topic, partition, logStartOffset: beforeOffset }) => ({
      ...{ topic, partition, beforeOffset },
    })),
  );
  const starts = new Map(deleted.map((each) => [each.partition, each.logStartOffset]));
  return planned.map((row) => ({
    ...row,
    logStartOffset: starts.get(row.partition) ?? row.logStartOffset,
  }));
}
