import type { ResetOffsetsRequestInput } from '@weir/protos';
import { weirCommand } from '../../format/weir-command.ts';

/** Where offsets are moved to. */
export type ResetWay = 'earliest' | 'latest' | 'offset' | 'time' | 'ago' | 'shift' | 'each';

/** What the controls of a reset say. */
export interface ResetDraft {
  readonly topic: string;
  /** `0, 3, 5`; empty for all. */
  readonly partitions: string;
  readonly way: ResetWay;
  /** An offset, a number to add, minutes, or a local time, as the way wants. */
  readonly value: string;
  /** With `each`: the offset of each partition that was edited, as typed; empty leaves it alone. */
  readonly each: ReadonlyMap<number, string>;
  readonly force: boolean;
}

/** What a draft comes to. */
export interface ResetPlan {
  /** Requests that do it together; none when there is a problem. */
  readonly requests: readonly ResetOffsetsRequestInput[];
  readonly command: string;
  readonly problem: string | undefined;
}

type Target = Pick<ResetOffsetsRequestInput, 'to' | 'value'>;

interface Aim {
  readonly target: Target;
  /** As the command line says it. */
  readonly option: readonly [name: string, value: string];
}

/** Turns a draft into requests, and into the command that does the same; `known` are the topic's partitions. */
export function planReset(groupId: string, known: readonly number[], draft: ResetDraft): ResetPlan {
  const { topic, force } = draft;
  const chosen = readPartitions(draft.partitions, known);
  if (typeof chosen === 'string') return refused(draft, groupId, chosen);
  if (draft.way === 'each') return planEach(groupId, draft, known);
  const aim = aimOf(draft);
  if (typeof aim === 'string') return refused(draft, groupId, aim);
  return {
    requests: [{ groupId, topic, partitions: [...chosen], ...aim.target, force }],
    command: commandOf(draft, groupId, [
      ...chosen.map((partition) => ['--partition', partition] as const),
      aim.option,
    ]),
    problem: undefined,
  };
}

function planEach(groupId: string, draft: ResetDraft, known: readonly number[]): ResetPlan {
  const { topic, force, each } = draft;
  const offsets: (readonly [partition: number, offset: number])[] = [];
  for (const partition of known) {
    const text = each.get(partition)?.trim() ?? '';
    if (text === '') continue;
    const offset = readNatural(text);
    if (offset === undefined) {
      return refused(draft, groupId, `The offset of partition ${partition} is no number: ${text}`);
    }
    offsets.push([partition, offset]);
  }
  if (offsets.length === 0) return refused(draft, groupId, 'Give at least one partition an offset');
  return {
    requests: offsets.map(([partition, offset]) => ({
      ...{ groupId, topic, partitions: [partition], force },
      ...{ to: 'RESET_TO_OFFSET', value: offset },
    })),
    command: commandOf(draft, groupId, [
      ['--offsets', offsets.map((pair) => pair.join('=')).join(',')],
    ]),
    problem: undefined,
  };
}

/** The partitions that a text names, none for all; or what is wrong with it. */
function readPartitions(text: string, known: readonly number[]): readonly number[] | string {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const chosen: number[] = [];
  for (const word of words) {
    const partition = readNatural(word);
    if (partition === undefined || !known.includes(partition)) {
      return `Partition ${word.slice(0, 20)} is none of this topic`;
    }
    if (!chosen.includes(partition)) chosen.push(partition);
  }
  return chosen;
}

function aimOf({ way, value }: ResetDraft): Aim | string {
  if (way === 'earliest') return { target: { to: 'RESET_TO_EARLIEST' }, option: ['--to', way] };
  if (way === 'latest') return { target: { to: 'RESET_TO_LATEST' }, option: ['--to', way] };
  if (way === 'time') return aimAtTime(value);
  if (way === 'shift') return aimByShift(value);
  const amount = readNatural(value.trim());
  if (way === 'ago') {
    if (amount === undefined) return 'Say how many minutes ago';
    return {
      target: { to: 'RESET_TO_DURATION', value: amount * 60_000 },
      option: ['--to', `-${amount}m`],
    };
  }
  if (amount === undefined) return 'Say which offset';
  return { target: { to: 'RESET_TO_OFFSET', value: amount }, option: ['--to', String(amount)] };
}

function aimAtTime(value: string): Aim | string {
  const atMs = Date.parse(value);
  if (!(atMs >= 0)) return 'Say which time';
  return { target: { to: 'RESET_TO_TIMESTAMP', value: atMs }, option: ['--to', `@${atMs}`] };
}

function aimByShift(value: string): Aim | string {
  const shift = /^[+-]?\d{1,15}$/.test(value.trim()) ? Number(value) : 0;
  if (shift === 0) return 'Say by how many records: -100 goes back, 100 forward';
  return { target: { to: 'RESET_TO_SHIFT', value: shift }, option: ['--shift', String(shift)] };
}

function readNatural(text: string): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function refused(draft: ResetDraft, groupId: string, problem: string): ResetPlan {
  return { requests: [], command: commandOf(draft, groupId, []), problem };
}

function commandOf(
  { topic, force }: ResetDraft,
  groupId: string,
  options: readonly (readonly [string, string | number])[],
): string {
  const head = ['group', 'reset', groupId];
  return weirCommand(...head, ['--topic', topic], ...options, ['--force', force]);
}
