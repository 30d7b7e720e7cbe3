import { expect, it } from 'vitest';
import { filterRows } from './filter-rows.ts';
import { fruitColumns, fruits } from './rows.fixture.ts';

const matching = (text: string) => filterRows(fruits, fruitColumns, text).map(({ name }) => name);

it('finds rows that have every word, in any column, whatever the case', () => {
  expect(matching('PEAR')).toEqual(['pear 10', 'Pear 9']);
  expect(matching('pear 3')).toEqual(['pear 10']);
  expect(matching('plum')).toEqual([]);
});

it('gives all rows for no words', () => {
  expect(filterRows(fruits, fruitColumns, '  ')).toBe(fruits);
});
