/**
 * `npm run dashboards:check`: every query of every dashboard against a real Prometheus that scraped a real
 * cluster under load, in which a node, a controller and Redis went away and came back.
 *
 * Prints a line for each query and ends with 1 when one of them is empty or refused.
 */
import { inspect, parseArgs } from 'node:util';
import { markdownTable } from '../../harness/markdown-table.ts';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';
import type { QueryVerdict } from './check-queries.ts';
import { controllerDies, nodeDies, redisRestarts } from './dashboard-faults.ts';
import { runDashboardCheck } from './run-dashboard-check.ts';

const usage = 'npm run dashboards:check -- [--patience-seconds 60]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'patience-seconds': { type: 'string', default: '60' } },
  });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort(new Error(`Stopped by ${signal}`));
    });
  }
  await using directory = await temporaryDirectory();
  const verdicts = await runDashboardCheck({
    directory: directory.path,
    signal: stopping.signal,
    faults: [nodeDies, controllerDies, redisRestarts],
    patienceMs: Number(values['patience-seconds']) * 1_000,
    say: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  });
  const problems = verdicts.filter(({ problem }) => problem !== undefined);
  process.stdout.write(`${report(verdicts, problems)}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

function report(verdicts: readonly QueryVerdict[], problems: readonly QueryVerdict[]): string {
  const fallbacks = verdicts.filter(({ isFallback }) => isFallback);
  return [
    markdownTable(
      ['dashboard', 'query', 'series', 'value', 'verdict'],
      verdicts.map((verdict) => [
        verdict.dashboard,
        verdict.place,
        `${verdict.count}`,
        verdict.sample,
        verdict.problem ?? (verdict.isFallback ? 'well: 0, nothing counted' : 'well'),
      ]),
    ),
    '',
    ...problems.map(({ dashboard, place, expr, problem }) =>
      [`${dashboard}, ${place}: ${problem}`, `  ${expr}`].join('\n'),
    ),
    `${verdicts.length} queries, ${problems.length} with problems, ${fallbacks.length} that show ` +
      'the 0 they fall back to',
  ].join('\n');
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${inspect(error)}\n${usage}\n`);
  process.exitCode = 1;
}
// A client that has not given up yet must not hold the process.
process.exit();
