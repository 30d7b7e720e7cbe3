import { expect, it } from 'vitest';
import { InputError } from './exit-code.ts';
import { nameFilter } from './name-filter.ts';

const names = ['orders', 'orders-eu', 'orders.v2', 'payments'];

it.each([
  [undefined, names],
  ['orders', ['orders']],
  ['orders*', ['orders', 'orders-eu', 'orders.v2']],
  ['orders?eu', ['orders-eu']],
  ['*.v?', ['orders.v2']],
  ['/^orders.(eu|v2)$/', ['orders-eu', 'orders.v2']],
  ['/ord/', ['orders', 'orders-eu', 'orders.v2']],
  ['(orders)', []],
])('finds with %s', (pattern, found) => {
  expect(names.filter(nameFilter(pattern))).toEqual(found);
});

it('refuses what is no regular expression', () => {
  expect(() => nameFilter('/(/')).toThrow(InputError);
});
