import { expect, it } from 'vitest';
import { moveRow } from './move-row.ts';

it('moves by rows and pages and to the ends, and stops there', () => {
  expect(moveRow('ArrowDown', undefined, 40)).toBe(0);
  expect(moveRow('ArrowDown', 39, 40)).toBe(39);
  expect(moveRow('ArrowUp', 0, 40)).toBe(0);
  expect(moveRow('PageDown', 3, 40)).toBe(18);
  expect(moveRow('End', 3, 40)).toBe(39);
  expect(moveRow('Home', 3, 40)).toBe(0);
});

it('leaves other keys alone, and tables without rows', () => {
  expect(moveRow('x', 3, 40)).toBeUndefined();
  expect(moveRow('ArrowDown', undefined, 0)).toBeUndefined();
});
