import { expect, it } from 'vitest';
import { fruitColumns, fruits } from './rows.fixture.ts';
import { formatSort, parseSort, sortRows } from './sort-rows.ts';

const namesBy = (sort: string) =>
  sortRows(fruits, fruitColumns, parseSort(sort)).map(({ name }) => name);

it('sorts numbers by size and names as people do', () => {
  expect(namesBy('count')).toEqual(['pear 10', 'apple', 'Pear 9']);
  expect(namesBy('name')).toEqual(['apple', 'Pear 9', 'pear 10']);
});

it('puts what is not known last whichever way', () => {
  expect(namesBy('-count')).toEqual(['apple', 'pear 10', 'Pear 9']);
});

it('leaves rows as they are without such a column', () => {
  expect(sortRows(fruits, fruitColumns, parseSort(''))).toBe(fruits);
});

it('reads and writes the order of the address', () => {
  expect(['lag', '-lag'].map((text) => formatSort(parseSort(text)))).toEqual(['lag', '-lag']);
});
