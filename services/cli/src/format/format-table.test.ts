import { expect, it } from 'vitest';
import { formatTable } from './format-table.ts';

it('aligns the columns of a table', () => {
  expect(formatTable(['A', 'B'], [['long', '1']])).toBe('A     B\nlong  1');
});

it('shows the header of an empty table', () => {
  expect(formatTable(['A', 'B'], [])).toBe('A  B');
});
