import { expect, it } from 'vitest';
import { summaryTable } from './summary-table.ts';

it('shows cases by language, and what was skipped', () => {
  const table = summaryTable([
    {
      language: 'typescript',
      cases: [
        { name: 'publish', outcome: 'passed', problems: [] },
        { name: 'health', outcome: 'not-applicable', problems: [] },
      ],
    },
    { language: 'go', cases: [{ name: 'publish', outcome: 'failed', problems: ['Lost'] }] },
    { language: 'java', cases: [], skipped: 'no javac on PATH' },
  ]);
  expect(table.split('\n')).toEqual([
    '| case    | typescript | go     | java    |',
    '| ------- | ---------- | ------ | ------- |',
    '| publish | passed     | FAILED | skipped |',
    '| health  | n/a        |        | skipped |',
  ]);
});
