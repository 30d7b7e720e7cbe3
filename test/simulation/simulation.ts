import { SeededRandom } from '@weir/core';
import { Violation } from './checkers/history.ts';
import { whatIsNotQuiet } from './checkers/quiet.ts';
import { Cluster } from './cluster.ts';
import { Faults } from './faults.ts';
import { Operator } from './operator.ts';
import { randomSettings, type SimulationSettings } from './settings.ts';

/** What a run has come to. */
export interface SimulationResult {
  readonly seed: number;
  readonly settings: SimulationSettings;
  /** The rule that was broken, if one was. */
  readonly violation: string | undefined;
  readonly trace: readonly string[];
  readonly events: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** How long a cluster may take to be whole again. */
const recoveryMs = 60_000;
const recoveryStepMs = 500;

/** Runs the cluster that a seed leads to: faults at random, then none, then all must be well. */
export async function simulate(
  seed: number,
  overrides: Partial<SimulationSettings> = {},
): Promise<SimulationResult> {
  const random = new SeededRandom(seed);
  const settings = { ...randomSettings(random), ...overrides };
  const cluster = new Cluster(settings, random.nextSafeInteger());
  const violation = await run(cluster);
  return {
    ...{ seed, settings, violation },
    trace: cluster.trace.lines(),
    events: cluster.queue.count,
    counts: cluster.history.counts,
  };
}

async function run(cluster: Cluster): Promise<string | undefined> {
  const onRejection = (error: unknown): void => {
    try {
      cluster.history.checkThrown(error);
    } catch {
      // It is kept.
    }
  };
  process.on('unhandledRejection', onRejection);
  try {
    await runThrough(cluster);
  } catch (error) {
    if (!(error instanceof Violation)) onRejection(error);
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return cluster.history.violation?.message;
}

async function runThrough(cluster: Cluster): Promise<void> {
  const { queue, history, settings } = cluster;
  const operator = new Operator(cluster);
  const faults = new Faults(cluster, operator);
  const isOver = (): boolean => history.violation !== undefined;
  cluster.start();
  operator.start();
  await queue.runUntil(5_000, () => isOver() || operator.isTopicCreated);
  for (const master of cluster.masters) master.remember();
  cluster.setNetwork({ isPerfect: false });
  faults.start();
  await queue.runUntil(queue.nowMs + settings.faultsMs, isOver);
  if (isOver()) return;
  faults.stop();
  for (const producer of cluster.producers) producer.isPaused = true;
  const untilMs = queue.nowMs + recoveryMs;
  while (queue.nowMs < untilMs && !isOver()) {
    await queue.runUntil(queue.nowMs + recoveryStepMs, isOver);
    if (whatIsNotQuiet(cluster, operator) === undefined) break;
  }
  const missing = whatIsNotQuiet(cluster, operator);
  if (missing !== undefined && !isOver()) history.fail(`not well again: ${missing}`);
  for (const { replica } of cluster.nodes) {
    if (replica?.core.serving !== undefined) history.checkFinalLog(replica);
  }
}
