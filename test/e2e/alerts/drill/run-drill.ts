import { eventually } from '../../../harness/eventually.ts';
import type { PrometheusProcess } from '../../../harness/prometheus-process.ts';
import { type ActiveAlert, activeAlerts } from './alert-states.ts';
import type { AlertDrill } from './alert-drill.ts';
import type { Stage } from './set-stage.ts';

const patienceMs = 90_000;
const endPatienceMs = 45_000;
const lookIntervalMs = 500;

/** How an alert went in a drill. */
export interface SeenAlert {
  readonly alert: string;
  /** Since the fault began; undefined when it did not fire. */
  readonly firedAfterMs: number | undefined;
  readonly description: string;
  /** Since the fault was undone; undefined when it was still firing after `endPatienceMs`. */
  readonly endedAfterMs: number | undefined;
}

/** What came of a drill. */
export interface DrillResult {
  readonly drill: string;
  readonly date: string;
  readonly hurry: number;
  readonly seen: readonly SeenAlert[];
  /** Alerts that fired before the fault. */
  readonly before: readonly string[];
  /** Others that fired while the fault lasted. */
  readonly others: readonly string[];
}

/** Makes a fault in the cluster of a stage and watches its alerts come and go. */
export async function runDrill(
  drill: AlertDrill,
  { scene, prometheus }: Stage,
  options: { readonly hurry: number; readonly signal: AbortSignal },
): Promise<DrillResult> {
  await scene.cluster.whenReady(patienceMs);
  await whenQuiet(drill, prometheus);
  const before = await firing(prometheus);
  const beganAtMs = performance.now();
  const undo = await drill.begin(scene);
  const fired = await watchThemFire(drill, { prometheus, beganAtMs, signal: options.signal });
  const undoneAtMs = performance.now();
  await undo();
  const ended = await watchThemEnd(drill, {
    prometheus,
    beganAtMs: undoneAtMs,
    signal: options.signal,
  });
  return {
    drill: drill.name,
    date: new Date().toISOString().slice(0, 10),
    hurry: options.hurry,
    before: [...new Set(before.map(({ alert }) => alert))],
    others: [...fired.keys()].filter((alert) => !drill.alerts.includes(alert)),
    seen: drill.alerts.map((alert) => ({
      alert,
      firedAfterMs: fired.get(alert)?.atMs,
      description: fired.get(alert)?.description ?? '',
      endedAfterMs: ended.get(alert),
    })),
  };
}

/** What fires before the fault would prove nothing. */
async function whenQuiet({ alerts }: AlertDrill, prometheus: PrometheusProcess): Promise<void> {
  const quiet = { timeoutMs: patienceMs, intervalMs: lookIntervalMs, what: 'The quiet before' };
  await eventually(async () => {
    const active = await firing(prometheus);
    const loud = active.filter(({ alert }) => alerts.includes(alert));
    if (loud.length > 0) throw new Error(loud.map(({ description }) => description).join('; '));
    return true;
  }, quiet);
}

interface Watch {
  readonly prometheus: PrometheusProcess;
  readonly beganAtMs: number;
  readonly signal: AbortSignal;
}

/** Every alert that fires, until those of the drill have, or the time is up. */
async function watchThemFire(drill: AlertDrill, { prometheus, beganAtMs, signal }: Watch) {
  const fired = new Map<string, { readonly atMs: number; readonly description: string }>();
  const timeoutMs = drill.patienceMs ?? patienceMs;
  const look = async (): Promise<boolean> => {
    const atMs = performance.now() - beganAtMs;
    for (const { alert, description } of await firing(prometheus)) {
      if (!fired.has(alert)) fired.set(alert, { atMs, description });
    }
    return signal.aborted || drill.alerts.every((alert) => fired.has(alert));
  };
  await untilOrTimeout(look, timeoutMs);
  return fired;
}

/** When each alert of the drill was over, in milliseconds. */
async function watchThemEnd(drill: AlertDrill, { prometheus, beganAtMs, signal }: Watch) {
  const ended = new Map<string, number>();
  const look = async (): Promise<boolean> => {
    const active = new Set((await firing(prometheus)).map(({ alert }) => alert));
    for (const alert of drill.alerts) {
      if (active.has(alert)) ended.delete(alert);
      else if (!ended.has(alert)) ended.set(alert, performance.now() - beganAtMs);
    }
    return signal.aborted || ended.size === drill.alerts.length;
  };
  await untilOrTimeout(look, endPatienceMs);
  return ended;
}

async function untilOrTimeout(look: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  try {
    await eventually(look, { timeoutMs, intervalMs: lookIntervalMs });
  } catch {
    // The result tells which are missing.
  }
}

async function firing({ url }: PrometheusProcess): Promise<ActiveAlert[]> {
  return (await activeAlerts(url)).filter(({ state }) => state === 'firing');
}
