import { expect, it } from 'vitest';
import { fruitColumns } from './rows.fixture.ts';
import { toCsv } from './to-csv.ts';

it('quotes what needs it, and leaves unknown values empty', () => {
  const rows = [
    { name: 'a "b", c', count: 1 },
    { name: 'two\nlines', count: undefined },
  ];
  expect(toCsv(rows, fruitColumns)).toBe('Name,Count\r\n"a ""b"", c",1\r\n"two\nlines",\r\n');
});

it('disarms text that a spreadsheet would run, but not numbers', () => {
  const rows = [{ name: '=HYPERLINK("x")', count: -5 }];
  expect(toCsv(rows, fruitColumns)).toContain(`"'=HYPERLINK(""x"")",-5`);
});
