import { SeededRandom } from '@weir/core';
import { Violation } from '../checkers/history.ts';
import { whatIsUnwell } from './checkers/group-quiet.ts';
import { GroupCluster } from './group-cluster.ts';
import { GroupFaults } from './group-faults.ts';
import { GroupOperator } from './group-operator.ts';
import { type GroupsSettings, randomGroupsSettings } from './settings.ts';

/** What a run has come to. */
export interface GroupsResult {
  readonly seed: number;
  readonly settings: GroupsSettings;
  /** The rule that was broken, if one was. */
  readonly violation: string | undefined;
  readonly trace: readonly string[];
  readonly events: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** How long groups may take to be well again. */
const recoveryMs = 40_000;
const recoveryStepMs = 250;

/** Runs the groups that a seed leads to: faults at random, then none, then all must be well. */
export async function simulateGroups(
  seed: number,
  overrides: Partial<GroupsSettings> = {},
): Promise<GroupsResult> {
  const random = new SeededRandom(seed);
  const settings = { ...randomGroupsSettings(random), ...overrides };
  const cluster = new GroupCluster(settings, random.nextSafeInteger());
  const violation = await guarded(cluster, () => runThrough(cluster));
  return {
    ...{ seed, settings, violation },
    trace: cluster.trace.lines(),
    events: cluster.queue.count,
    counts: cluster.history.counts,
  };
}

/** Runs something; what breaks a rule meanwhile, wherever it is thrown, is returned. */
export async function guarded(
  { history }: GroupCluster,
  run: () => Promise<void>,
): Promise<string | undefined> {
  const onRejection = (error: unknown): void => {
    try {
      history.checkThrown(error);
    } catch {
      // It is kept.
    }
  };
  process.on('unhandledRejection', onRejection);
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Violation)) onRejection(error);
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return history.violation?.message;
}

async function runThrough(cluster: GroupCluster): Promise<void> {
  const { queue, history, settings } = cluster;
  const operator = new GroupOperator(cluster);
  const faults = new GroupFaults(cluster, operator);
  const isOver = (): boolean => history.violation !== undefined;
  cluster.start();
  operator.start();
  await queue.runUntil(1_500, isOver);
  cluster.setNetwork({ isPerfect: false });
  faults.start();
  await queue.runUntil(queue.nowMs + settings.faultsMs, isOver);
  if (isOver()) return;
  faults.stop();
  operator.stop();
  await recover(cluster);
}

/** Waits until all is well; a violation if it is not in time. */
export async function recover(cluster: GroupCluster): Promise<void> {
  const { queue, history } = cluster;
  const isOver = (): boolean => history.violation !== undefined;
  const untilMs = queue.nowMs + recoveryMs;
  while (queue.nowMs < untilMs && !isOver()) {
    await queue.runUntil(queue.nowMs + recoveryStepMs, isOver);
    if (whatIsUnwell(cluster) === undefined) return;
  }
  const unwell = whatIsUnwell(cluster);
  if (unwell !== undefined && !isOver()) history.fail(`not well again: ${unwell}`);
}
