import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';
import { whyNoPrometheus } from '../../harness/why-no-prometheus.ts';
import { nodeDies } from './dashboard-faults.ts';
import { runDashboardCheck } from './run-dashboard-check.ts';

it(
  'finds something for every query of every dashboard',
  { timeout: 300_000 },
  async ({ skip, signal }) => {
    const reason = whyNoPrometheus();
    skip(reason !== undefined, reason);
    await using directory = await temporaryDirectory();
    const verdicts = await runDashboardCheck({
      directory: directory.path,
      signal,
      faults: [nodeDies],
      patienceMs: 60_000,
    });
    expect(verdicts.length).toBeGreaterThan(200);
    const problems = verdicts.filter(({ problem }) => problem !== undefined);
    expect(
      problems.map(({ dashboard, place, problem }) => `${dashboard}, ${place}: ${problem}`),
    ).toEqual([]);
  },
);
