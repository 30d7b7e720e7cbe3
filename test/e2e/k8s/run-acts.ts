import { inspect } from 'node:util';
import { type ActFigures, figuresOf } from './act-figures.ts';
import { type Act, type Scene, whenWhole } from './scene.ts';

/** What came of one act. */
export interface ActResult {
  readonly act: Act;
  /** What the act tells, or why there are no figures. */
  readonly note: string;
  readonly outcome: 'done' | 'skipped' | 'failed';
  readonly durationMs: number;
  readonly figures: ActFigures | undefined;
  /** How many writes failed for good meanwhile. */
  readonly failedWrites: number;
}

/** Does one act after the other, each on a cluster that is whole; ends at one after which it is not again. */
export async function runActs(acts: readonly Act[], scene: Scene): Promise<ActResult[]> {
  const results: ActResult[] = [];
  for (const act of acts) {
    const result = await runAct(act, scene);
    results.push(result);
    if (result.outcome === 'failed' && !(await isWholeAgain(scene))) break;
  }
  return results;
}

async function runAct(act: Act, scene: Scene): Promise<ActResult> {
  const { log, plan, progress } = scene;
  const skipped = act.skip?.(scene);
  if (skipped !== undefined) {
    progress(`${act.name}: skipped: ${skipped}`);
    const nothing = { durationMs: 0, figures: undefined, failedWrites: 0 };
    return { act, note: skipped, outcome: 'skipped', ...nothing };
  }
  progress(`${act.name}: ${act.what}`);
  const fromMs = await log.pull();
  const failedBefore = log.failedWrites;
  const { note, outcome } = await attempt(act, scene);
  const toMs = await log.pull();
  const figures = figuresOf(log.events, { fromMs, toMs, partitions: plan.partitions });
  const result = {
    act,
    note,
    outcome,
    durationMs: toMs - fromMs,
    figures,
    failedWrites: log.failedWrites - failedBefore,
  };
  progress(`${act.name}: ${describe(result, figures)}`);
  return result;
}

async function attempt(act: Act, scene: Scene): Promise<Pick<ActResult, 'note' | 'outcome'>> {
  try {
    const note = await act.run(scene);
    await whenWhole(scene);
    return { note, outcome: 'done' };
  } catch (error) {
    scene.progress(inspect(error));
    return { note: error instanceof Error ? error.message : String(error), outcome: 'failed' };
  }
}

async function isWholeAgain(scene: Scene): Promise<boolean> {
  try {
    await whenWhole(scene);
    return true;
  } catch (error) {
    scene.progress(`Not whole again: ${inspect(error)}`);
    return false;
  }
}

function describe(result: Omit<ActResult, 'figures'>, figures: ActFigures): string {
  const { outcome, durationMs, failedWrites, note } = result;
  const gaps = (of: ActFigures['writeGapMs']): string =>
    `${Math.round(of.direct)} and ${Math.round(of.gateway)} ms`;
  return [
    `${outcome} after ${Math.round(durationMs / 1_000)} s`,
    `gaps of writes ${gaps(figures.writeGapMs)}, of reads ${gaps(figures.readGapMs)}`,
    `${figures.acknowledged} acknowledged, ${failedWrites} failed`,
    note,
  ].join('; ');
}
