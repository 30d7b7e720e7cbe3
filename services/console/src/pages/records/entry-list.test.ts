import { expect, test } from 'vitest';
import { EntryList } from './entry-list.ts';

test('lets the first entries go when there are too many, and counts them', () => {
  const list = new EntryList<{ readonly weight: number }>({ maxEntries: 2, maxWeight: 10 });
  const [first, second, third] = [{ weight: 1 }, { weight: 1 }, { weight: 1 }];
  list.push([first, second]);
  list.push([third]);
  expect(list.entries).toEqual([second, third]);
  expect(list.entries[0]).toBe(second);
  expect(list.dropped).toBe(1);
});

test('lets entries go when they are too heavy together', () => {
  const list = new EntryList<{ readonly weight: number }>({ maxEntries: 9, maxWeight: 10 });
  list.push([{ weight: 6 }, { weight: 4 }, { weight: 3 }]);
  expect(list.entries.map(({ weight }) => weight)).toEqual([4, 3]);
});

test('is another array after each change, and the same one without', () => {
  const list = new EntryList<{ readonly weight: number }>({ maxEntries: 9, maxWeight: 10 });
  list.push([{ weight: 1 }]);
  const before = list.entries;
  list.push([]);
  expect(list.entries).toBe(before);
  list.push([{ weight: 1 }]);
  expect(list.entries).not.toBe(before);
});
