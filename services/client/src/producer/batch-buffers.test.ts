import { expect, it } from 'vitest';
import { BatchBuffers } from './batch-buffers.ts';

const kibibyte = 1024;

it('gives a returned buffer out again, to one batch at a time', () => {
  const buffers = new BatchBuffers(1024 * kibibyte);
  const first = buffers.take(64 * kibibyte);
  expect(buffers.take(64 * kibibyte)).not.toBe(first);
  buffers.giveBack(first);
  expect(buffers.take(64 * kibibyte)).toBe(first);
  expect(buffers.take(64 * kibibyte)).not.toBe(first);
});

it('gives a buffer of exactly the size that is asked for', () => {
  const buffers = new BatchBuffers(1024 * kibibyte);
  buffers.giveBack(Buffer.alloc(64 * kibibyte));
  expect(buffers.take(32 * kibibyte)).toHaveLength(32 * kibibyte);
  expect(buffers.take(64 * kibibyte)).toHaveLength(64 * kibibyte);
});

it('keeps no more than it may, and nothing small', () => {
  const buffers = new BatchBuffers(100 * kibibyte);
  const [kept, tooMuch, small] = [64, 64, 1].map((size) => Buffer.alloc(size * kibibyte));
  for (const buffer of [kept, tooMuch, small]) buffers.giveBack(buffer as Buffer);
  expect(buffers.take(64 * kibibyte)).toBe(kept);
  expect(buffers.take(64 * kibibyte)).not.toBe(tooMuch);
  expect(buffers.take(kibibyte)).not.toBe(small);
});
