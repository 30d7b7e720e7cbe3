import { toGroupId, WeirError } from '@weir/core';
import { withDefaults } from '../with-defaults.ts';
import type {
  ConsumerOptions,
  ManualPartition,
  OffsetReset,
  ReturningMember,
  StartFrom,
} from './consumer-options.ts';
import type { RebalanceListener } from './rebalance-listener.ts';

/** A consumer's options with their defaults, checked. */
export interface ResolvedConsumerOptions {
  /** Empty without a group. */
  readonly groupId: string;
  /** `member`: the group says what to read; `topics`: all of them; `manual`: what is named. */
  readonly kind: 'member' | 'topics' | 'manual';
  readonly topics: readonly string[];
  readonly topicPattern: string;
  readonly assignment: readonly ManualPartition[];
  readonly from: StartFrom;
  readonly offsetReset: OffsetReset;
  /** 0: not automatically. */
  readonly autoCommitIntervalMs: number;
  readonly mode: 'push' | 'pull';
  readonly maxBufferedBytes: number;
  readonly sharesIdleStreams: boolean;
  readonly assignor: string;
  readonly instanceId: string;
  readonly rack: string;
  readonly sessionTimeoutMs: number;
  /** 0: the coordinator's. */
  readonly disconnectGraceMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly maxPollIntervalMs: number;
  readonly onRebalance: RebalanceListener;
  readonly resume: ReturningMember | undefined;
}

const defaultCommitIntervalMs = 5_000;

const defaults = {
  groupId: '',
  topics: [] as readonly string[],
  topicPattern: '',
  assignment: [] as readonly ManualPartition[],
  from: 'earliest' as StartFrom,
  offsetReset: 'none' as OffsetReset,
  mode: 'push' as 'push' | 'pull',
  maxBufferedBytes: 16 * 1024 * 1024,
  sharesIdleStreams: false,
  assignor: '',
  instanceId: '',
  rack: '',
  sessionTimeoutMs: 10_000,
  disconnectGraceMs: 0,
  rebalanceTimeoutMs: 60_000,
  maxPollIntervalMs: 300_000,
  onRebalance: {} as RebalanceListener,
};

const limits = {
  autoCommitIntervalMs: [0, 86_400_000],
  maxBufferedBytes: [1_024, 4 * 1024 ** 3],
  sessionTimeoutMs: [100, 3_600_000],
  disconnectGraceMs: [0, 3_600_000],
  rebalanceTimeoutMs: [100, 3_600_000],
  maxPollIntervalMs: [100, 86_400_000],
} as const;

/** Fills in defaults; throws one `INVALID_REQUEST` that lists everything that is wrong. */
export function resolveConsumerOptions(options: ConsumerOptions): ResolvedConsumerOptions {
  if (options.groupId !== undefined) toGroupId(options.groupId);
  const { autoCommit: _autoCommit, ...others } = options;
  const resolved = {
    ...withDefaults(defaults, others),
    kind: kindOf(options),
    resume: options.resume,
    autoCommitIntervalMs: autoCommitIntervalMs(options),
  };
  const problems = [...subjectProblems(options), ...rangeProblems(resolved)];
  if (problems.length > 0) throw new WeirError('INVALID_REQUEST', problems.join('; '));
  return { ...resolved, topics: [...new Set(resolved.topics)] };
}

/** Throws `INVALID_REQUEST` when there is no group to commit for. */
export function requireGroup({ groupId }: ResolvedConsumerOptions): void {
  if (groupId !== '') return;
  throw new WeirError('INVALID_REQUEST', 'A consumer without a groupId commits nothing');
}

function kindOf({ groupId, assignment }: ConsumerOptions): ResolvedConsumerOptions['kind'] {
  if (assignment !== undefined) return 'manual';
  return groupId === undefined ? 'topics' : 'member';
}

function autoCommitIntervalMs({ groupId, autoCommit }: ConsumerOptions): number {
  if (groupId === undefined || autoCommit === false) return 0;
  return autoCommit?.intervalMs ?? defaultCommitIntervalMs;
}

function subjectProblems(options: ConsumerOptions): string[] {
  const { groupId, topics, topicPattern, assignment, autoCommit } = options;
  const given = [topics, topicPattern, assignment].filter((subject) => subject !== undefined);
  const froms = [options.from, ...(assignment ?? []).map(({ from }) => from)];
  return [
    ...(given.length === 1 ? [] : ['give one of topics, topicPattern and assignment']),
    ...(topics?.length === 0 ? ['topics is empty'] : []),
    ...(assignment?.length === 0 ? ['assignment is empty'] : []),
    ...(topicPattern !== undefined && groupId === undefined
      ? ['topicPattern needs a groupId']
      : []),
    ...(autoCommit !== undefined && autoCommit !== false && groupId === undefined
      ? ['autoCommit needs a groupId']
      : []),
    ...froms.flatMap(startProblem),
    ...resumeProblems(options),
  ];
}

function resumeProblems({ groupId, assignment, resume }: ConsumerOptions): string[] {
  if (resume === undefined) return [];
  const { memberId, memberEpoch, positions } = resume;
  return [
    ...(groupId === undefined || assignment !== undefined
      ? ['resume needs a groupId, and topics or a topicPattern']
      : []),
    ...(memberId === '' ? ['resume.memberId is empty'] : []),
    ...(Number.isSafeInteger(memberEpoch) && memberEpoch >= 0
      ? []
      : [`resume.memberEpoch ${memberEpoch} is no epoch`]),
    ...positions.flatMap(({ offset }) => startProblem(offset === undefined ? offset : { offset })),
  ];
}

function startProblem(from: StartFrom | undefined): string[] {
  if (from === undefined || from === 'earliest' || from === 'latest') return [];
  const value = 'offset' in from ? from.offset : from.timestampMs;
  if (Number.isSafeInteger(value) && value >= 0) return [];
  return [`from ${value} is not an integer from 0 to 2^53−1`];
}

function rangeProblems(numbers: Record<keyof typeof limits, number>): string[] {
  return (Object.keys(limits) as (keyof typeof limits)[]).flatMap((name) => {
    const value = numbers[name];
    const [least, most] = limits[name];
    const isFine = Number.isSafeInteger(value) && value >= least && value <= most;
    return isFine ? [] : [`${name} ${value} is not an integer from ${least} to ${most}`];
  });
}
