import { expect, it } from 'vitest';
import { recoveryParts } from './recovery-parts.ts';
import { parseReadBytes } from './recovery-trial.ts';
import { toReport } from './recovery.ts';

it('reads what a process has read', () => {
  expect(parseReadBytes('rchar: 3007\nwchar: 5\nread_bytes: 0\n')).toBe(3007);
  expect(parseReadBytes('')).toBeNaN();
});

it('tells the middle and the worst trial of each part and size', () => {
  const [part] = recoveryParts;
  if (part === undefined) throw new Error('No parts');
  const trial = { readyS: 1, inSyncS: 2, readMib: 30, cpuS: 0.5 };
  const { markdown, missed } = toReport([
    { part, gib: 10, trials: [trial, { ...trial, inSyncS: 4 }, { ...trial, inSyncS: 3 }] },
  ]);
  expect(markdown).toContain('| a node is stopped | 10');
  expect(markdown).toMatch(/\| 1\.00 +\| 3\.00 +\| 4\.00 \| 30 +\| 0\.50/);
  expect(missed).toEqual([]);
});
