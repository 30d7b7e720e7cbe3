/** `npm run drill`: makes the faults that alerts are about, and sees that the alerts come and go. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { markdownTable } from '../../../harness/markdown-table.ts';
import { type AlertDrill, whyNot } from './alert-drill.ts';
import { allDrills } from './faults/all-drills.ts';
import { recordInRunbooks } from './record-in-runbooks.ts';
import { type DrillResult, runDrill } from './run-drill.ts';
import { setStage } from './set-stage.ts';

const usage = 'npm run drill -- [--list] [--only NAME,NAME] [--hurry 60] [--record]';

interface DrillOptions {
  readonly drills: readonly AlertDrill[];
  readonly hurry: number;
  /** Whether what was seen is written into the runbooks. */
  readonly isRecorded: boolean;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readOptions(): DrillOptions | undefined {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      only: { type: 'string' },
      hurry: { type: 'string', default: '60' },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    print(markdownTable(['drill', 'what is done', 'alerts'], allDrills.map(toRow)));
    return undefined;
  }
  const drills = values.only?.split(',').map(findDrill) ?? allDrills;
  const hurry = Number(values.hurry);
  if (!Number.isInteger(hurry) || hurry < 1) throw new Error(`--hurry is "${values.hurry}"`);
  return { drills, hurry, isRecorded: values.record };
}

function findDrill(name: string): AlertDrill {
  const drill = allDrills.find((candidate) => candidate.name === name);
  if (drill === undefined) throw new Error(`There is no drill "${name}"; --list shows all`);
  return drill;
}

function toRow({ name, what, alerts }: AlertDrill): string[] {
  return [name, what, alerts.join(', ')];
}

async function run({ drills, hurry, isRecorded }: DrillOptions): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort();
    });
  }
  for (const together of sharingStages(drills)) {
    await runTogether(together, { hurry, isRecorded, signal: stopping.signal });
  }
}

/** Drills that need the same cluster are held in one, one after the other. */
function sharingStages(drills: readonly AlertDrill[]): AlertDrill[][] {
  const needs = ({ environment, cluster, lowered }: AlertDrill): string =>
    JSON.stringify({ environment, cluster, lowered });
  return [...Map.groupBy(drills, needs).values()];
}

interface RunOptions {
  readonly hurry: number;
  readonly isRecorded: boolean;
  readonly signal: AbortSignal;
}

/** After a drill that fails the others get a new cluster. */
async function runTogether(drills: readonly AlertDrill[], options: RunOptions): Promise<void> {
  const left = [...drills];
  while (left[0] !== undefined && !options.signal.aborted) {
    const reason = whyNot(left[0]);
    if (reason !== undefined) {
      print(`${left.map(({ name }) => name).join(', ')}: left out, ${reason}`);
      return;
    }
    try {
      await runOnOneStage(left, options);
    } catch (error) {
      print(`  failed: ${inspect(error)}`);
      process.exitCode = 1;
    }
  }
}

/** Takes away from `left` what it has begun. */
async function runOnOneStage(
  left: AlertDrill[],
  { hurry, isRecorded, signal }: RunOptions,
): Promise<void> {
  let drill = left.shift();
  if (drill === undefined) return;
  const directory = resolve('.weir', 'drill', drill.name);
  rmSync(directory, { recursive: true, force: true });
  await using stack = new AsyncDisposableStack();
  const stage = await setStage(drill, { directory, hurry, stack });
  for (; drill !== undefined && !signal.aborted; drill = left.shift()) {
    print(`${drill.name}: ${drill.what}`);
    const result = await runDrill(drill, stage, { hurry, signal });
    report(result);
    save(result);
    if (isRecorded) recordInRunbooks(drill, result);
  }
}

function report({ seen, before, others }: DrillResult): void {
  for (const { alert, firedAfterMs, endedAfterMs, description } of seen) {
    if (firedAfterMs === undefined) process.exitCode = 1;
    const fired =
      firedAfterMs === undefined ? 'DID NOT FIRE' : `firing after ${seconds(firedAfterMs)}`;
    const ended = endedAfterMs === undefined ? 'not over' : `over after ${seconds(endedAfterMs)}`;
    print(`  ${alert}: ${fired}, ${ended}: ${description}`);
  }
  if (before.length > 0) print(`  fired before: ${before.join(', ')}`);
  if (others.length > 0) print(`  fired too: ${others.join(', ')}`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function save(result: DrillResult): void {
  const file = join('.weir', 'drill', 'results.json');
  mkdirSync(join('.weir', 'drill'), { recursive: true });
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, DrillResult>)
    : {};
  writeFileSync(file, `${JSON.stringify({ ...known, [result.drill]: result }, null, 2)}\n`);
}

try {
  const options = readOptions();
  if (options !== undefined) await run(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}
