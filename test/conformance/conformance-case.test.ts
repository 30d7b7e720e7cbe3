import { expect, it } from 'vitest';
import { readCases } from './conformance-case.ts';
import { judgeNames } from './judge-history.ts';
import { stepNames } from './steps/run-step.ts';

it('names each case once, with steps and judges that exist', () => {
  const cases = readCases();
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  for (const { steps, judges = [] } of cases) {
    for (const step of steps) expect(stepNames).toContain(step.do);
    for (const judge of judges) expect(judgeNames).toContain(judge);
  }
});
