import { expect, it } from 'vitest';
import { summarizeIdle, watchIdle } from './idle-usage.ts';

it('takes the worst node of each, and all servers together', () => {
  const summary = summarizeIdle([
    { isNode: true, cpuPercent: 1, rssMib: 300 },
    { isNode: true, cpuPercent: 3, rssMib: 100 },
    { isNode: false, cpuPercent: 5, rssMib: 900 },
  ]);
  expect(summary).toEqual({
    nodeRssMib: 300,
    nodeIdleCpuPercent: 3,
    serversRssMib: 1300,
    serversIdleCpuPercent: 9,
  });
});

it('watches a process that runs', async () => {
  const self = { name: 'self', pid: process.pid, isNode: true };
  const [usage] = await watchIdle([self], 50, new AbortController().signal);
  expect(usage?.rssMib).toBeGreaterThan(10);
  expect(usage?.cpuPercent).toBeGreaterThanOrEqual(0);
});
