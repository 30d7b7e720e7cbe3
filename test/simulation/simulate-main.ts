/**
 * `npm run simulate -- [--groups] [--seeds N] [--seed S] [--trace]`: runs N seeds from S on, of the
 * cluster or, with `--groups`, of consumer groups. The first one that breaks a rule is printed with its
 * trace, and ends the run with exit code 1.
 */
import { parseArgs } from 'node:util';
import { type GroupsResult, simulateGroups } from './groups/group-simulation.ts';
import { simulate, type SimulationResult } from './simulation.ts';

const progressEvery = 500;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
      groups: { type: 'boolean', default: false },
    },
  });
  const first = Number(values.seed);
  const count = Number(values.seeds);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
    throw new Error('npm run simulate -- [--groups] [--seeds N] [--seed S] [--trace]');
  }
  return { first, count, isTraced: values.trace, ofGroups: values.groups };
}

function printTrace({ seed, settings, trace, events }: SimulationResult | GroupsResult): void {
  for (const line of trace) print(line);
  print(`seed=${seed} ${JSON.stringify(settings)} events=${events}`);
}

async function main(): Promise<number> {
  const { first, count, isTraced, ofGroups } = readOptions();
  const startedMs = performance.now();
  const totals = new Map<string, number>();
  for (let done = 1; done <= count; done += 1) {
    const seedOfRun = first + done - 1;
    const result = await (ofGroups ? simulateGroups(seedOfRun) : simulate(seedOfRun));
    const { seed, violation, counts, events } = result;
    if (violation !== undefined || isTraced) printTrace(result);
    if (violation !== undefined) {
      print(`seed=${seed} violation: ${violation}`);
      return 1;
    }
    for (const [name, value] of Object.entries({ ...counts, events })) {
      totals.set(name, (totals.get(name) ?? 0) + value);
    }
    if (done % progressEvery === 0 || done === count) {
      const elapsedMs = Math.round(performance.now() - startedMs);
      print(`${done} seeds in ${elapsedMs} ms: ${JSON.stringify(Object.fromEntries(totals))}`);
    }
  }
  return 0;
}

process.exitCode = await main();
