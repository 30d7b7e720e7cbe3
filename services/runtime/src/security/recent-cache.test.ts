import { expect, it } from 'vitest';
import { RecentCache } from './recent-cache.ts';

it('keeps what is asked for and forgets what is not', () => {
  const cache = new RecentCache<number>(2);
  cache.set('used', 1);
  for (let index = 0; index < 100; index += 1) {
    cache.set(`other ${index}`, index);
    expect(cache.get('used')).toBe(1);
  }
  expect(cache.get('other 99')).toBe(99);
  expect(cache.get('other 90')).toBeUndefined();
});

it('forgets what is deleted, also from its older half', () => {
  const cache = new RecentCache<number>(1);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.delete('a');
  cache.delete('b');
  expect(cache.get('a')).toBeUndefined();
  expect(cache.get('b')).toBeUndefined();
});
