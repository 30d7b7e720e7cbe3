import {
  type DescribedLog,
  type LogDescription,
  type OngoingReassignment,
  type Partition,
  WeirError,
} from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatBytes } from '../format/bytes-text.ts';
import { formatDuration } from '../format/duration-text.ts';
import { formatMoves } from '../format/move-text.ts';
import { alarm } from '../format/paint.ts';
import { parsePartition } from '../parse-options.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, rowTable } from '../result/list-result.ts';

/** A partition that somebody names. */
export interface NamedPartition {
  readonly topic: string;
  readonly partition: number;
}

type FollowerRow = LogDescription['followers'][number] & { readonly missing: number | undefined };

const followerColumns: readonly Column<FollowerRow>[] = [
  { title: 'FOLLOWER', cell: ({ nodeId }) => `${nodeId}` },
  { title: 'LOG END', cell: ({ logEndOffset }) => (logEndOffset < 0 ? '-' : `${logEndOffset}`) },
  { title: 'BEHIND', cell: ({ missing }) => `${missing ?? '-'}` },
  {
    title: 'SINCE',
    cell: ({ behindMs }) => (behindMs === 0 ? '-' : formatDuration(behindMs)),
  },
  { title: 'IN SYNC', cell: ({ inSync }) => (inSync ? 'yes' : alarm('no')) },
];

/** `orders/3`; `InputError` for anything else. */
export function parsePartitionName(text: string): NamedPartition {
  const end = text.lastIndexOf('/');
  if (end <= 0) throw new InputError(`The partition is "${text}", wanted is TOPIC/NUMBER`);
  return { topic: text.slice(0, end), partition: parsePartition(text.slice(end + 1)) };
}

/** One partition: its replicas, its log as the leader sees it, and its move, if it is being moved. */
export async function describePartition(
  { weir }: CommandContext,
  name: NamedPartition,
): Promise<CommandResult> {
  const admin = weir.admin();
  const { topic } = await admin.describeTopic(name.topic);
  const found = topic.partitions[name.partition];
  if (found === undefined) {
    const numbers = `0 to ${topic.partitions.length - 1}`;
    throw new WeirError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `Topic "${name.topic}" has partitions ${numbers}, not ${name.partition}`,
    );
  }
  const [logs, moves] = await Promise.all([
    found.leader === undefined ? [] : admin.describeLogs([name.topic]),
    admin.listMoves([name]),
  ]);
  const described = logs.find(({ partition }) => partition === name.partition);
  return {
    data: {
      ...{ topic: name.topic, ...found, leader: found.leader ?? null },
      log: described?.log ?? null,
      logError: described?.error?.message ?? null,
      move: moves[0] ?? null,
    },
    text: formatPartition(name, found, { described, moves }),
  };
}

/** A partition for people. */
function formatPartition(
  { topic, partition }: NamedPartition,
  found: Partition,
  {
    described,
    moves,
  }: {
    readonly described: DescribedLog | undefined;
    readonly moves: readonly OngoingReassignment[];
  },
): string {
  const { leader, leaderEpoch, partitionEpoch, assignedReplicas, inSyncReplicas } = found;
  const head = [
    `Partition ${topic}/${partition}`,
    leader === undefined
      ? alarm(`No leader: ${found.leaderlessReason}`)
      : `Leader ${leader}, leader epoch ${leaderEpoch}, partition epoch ${partitionEpoch}`,
    `Replicas ${assignedReplicas.join(',')}, in sync ${inSyncReplicas.join(',') || 'none'}`,
  ];
  return [
    head.join('\n'),
    ...(described?.log === undefined ? [] : [formatLog(described.log)]),
    ...(described?.error === undefined ? [] : [`Its log: ${described.error.message}`]),
    ...(moves.length === 0 ? [] : [formatMoves(moves, { isWide: true })]),
  ].join('\n\n');
}

function formatLog(log: LogDescription): string {
  const { logStartOffset, highWatermark, logEndOffset, logBytes, segments, followers } = log;
  const rows = followers.map((follower) => ({
    ...follower,
    missing:
      follower.logEndOffset < 0 ? undefined : Math.max(0, logEndOffset - follower.logEndOffset),
  }));
  return [
    `Offsets ${logStartOffset} to ${highWatermark}, log end ${logEndOffset}: ` +
      `${highWatermark - logStartOffset} records to read`,
    `${formatBytes(logBytes)} in ${segments} ${segments === 1 ? 'segment' : 'segments'}`,
    ...(rows.length === 0 ? [] : ['', rowTable(rows, followerColumns)]),
  ].join('\n');
}
