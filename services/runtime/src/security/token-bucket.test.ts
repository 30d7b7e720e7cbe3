import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('asks for a pause that pays for what was taken too much', () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.take(1_500);
  expect(bucket.waitMs(1_000, 0)).toBe(500);
  expect(bucket.waitMs(1_000, 499)).toBe(1);
  expect(bucket.waitMs(1_000, 500)).toBe(0);
});

it('saves up no more than one second brings', () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.take(1_001);
  expect(bucket.waitMs(1_000, 60_000)).toBe(0);
  expect(bucket.isFull(60_000)).toBe(true);
  bucket.take(1_010);
  expect(bucket.waitMs(1_000, 60_000)).toBe(10);
});

it('takes another rate from now on', () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.take(2_000);
  expect(bucket.waitMs(100, 0)).toBe(10_000);
  expect(bucket.waitMs(100, 5_000)).toBe(5_000);
});
