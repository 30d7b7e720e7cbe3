import { expect, it } from 'vitest';
import { type E2eResults, isGood, resultsDocument } from './results-document.ts';
import type { ActResult } from './run-acts.ts';

const done: ActResult = {
  act: { name: 'upgrade', what: 'all is replaced', isPlanned: true, run: async () => '' },
  note: '10 pods',
  outcome: 'done',
  durationMs: 61_200,
  figures: {
    acknowledged: 6_100,
    delivered: 12_200,
    writeGapMs: { direct: 320.4, gateway: 1_200 },
    readGapMs: { direct: 330, gateway: 1_250 },
  },
  failedWrites: 0,
};
const skipped: ActResult = {
  ...done,
  act: { ...done.act, name: 'power-loss', isPlanned: false },
  note: 'needs --power-off',
  outcome: 'skipped',
  figures: undefined,
};
const results: E2eResults = {
  versions: ['Kubernetes v1.34.4'],
  conditions: [],
  startedAt: new Date('2026-11-30T12:00:00Z'),
  acts: [done, skipped],
  steps: ['`helm install` took 20 s'],
  findings: [],
  acknowledged: 123_456,
};

it('writes a row for every act, with what it tells below', () => {
  const text = resultsDocument(results);
  expect(text).toMatch(
    /\| upgrade +\| yes +\| 61 s +\| 320 ms +\| 1,200 ms +\| 330 ms +\| 1,250 ms/u,
  );
  expect(text).toMatch(/\| power-loss +\| no +\| skipped/u);
  expect(text).toContain('- upgrade: all is replaced (10 pods).');
  expect(text).toContain('(skipped: needs --power-off).');
  expect(text).toContain('Of 123,456 acknowledged records: none is lost');
});

it('calls a run good without a failed act, a failed write in a planned act, or a finding', () => {
  expect(isGood(results)).toBe(true);
  expect(isGood({ ...results, findings: ['lost'] })).toBe(false);
  expect(isGood({ ...results, acts: [{ ...done, outcome: 'failed' }] })).toBe(false);
  expect(isGood({ ...results, acts: [{ ...done, failedWrites: 1 }] })).toBe(false);
  const unplanned = { ...done, act: { ...done.act, isPlanned: false }, failedWrites: 1 };
  expect(isGood({ ...results, acts: [unplanned] })).toBe(true);
});

it('tells what is wrong', () => {
  const text = resultsDocument({ ...results, findings: ['3 acknowledged records are lost'] });
  expect(text).toContain('1 things are wrong.');
  expect(text).toContain('- 3 acknowledged records are lost');
});
