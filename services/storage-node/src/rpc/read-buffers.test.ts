import { expect, it } from 'vitest';

import { ReadBuffers } from './read-buffers.ts';

it('lends a buffer that was given back', () => {
  const buffers = new ReadBuffers(64, 2);
  const first = buffers.take(10);
  expect(buffers.take(10)).not.toBe(first);

  buffers.giveBack(first);

  expect(buffers.take(64)).toBe(first);
});

it('makes one for a larger read, and does not keep it', () => {
  const buffers = new ReadBuffers(64, 2);
  const large = buffers.take(65);
  expect(large).toHaveLength(65);

  buffers.giveBack(large);

  expect(buffers.take(1)).toHaveLength(64);
});

it('keeps no more than it may', () => {
  const buffers = new ReadBuffers(64, 1);
  const lent = [buffers.take(1), buffers.take(1)];
  for (const buffer of lent) buffers.giveBack(buffer);

  expect(buffers.take(1)).toBe(lent[0]);
  expect(lent).not.toContain(buffers.take(1));
});
