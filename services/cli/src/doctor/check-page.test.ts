import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkTable } from './check-table.ts';

const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');

it('has every check on the page of the doctor, as it is in the table', () => {
  const rows = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .filter(([, code]) => /^[A-Z][A-Z_\d]+$/.test(code ?? ''))
    .map(([, code, severity, looksFor]) => ({ code, severity, looksFor }));
  const wanted = checkTable.map(({ code, severity, looksFor }) => ({ code, severity, looksFor }));
  expect(rows).toEqual(wanted);
});
