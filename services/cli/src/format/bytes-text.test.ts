import { expect, it } from 'vitest';
import { formatBytes } from './bytes-text.ts';

it.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1 KiB'],
  [1_300, '1.2 KiB'],
  [20 * 2 ** 20, '20 MiB'],
  [3.5 * 2 ** 40, '3.5 TiB'],
  [Number.MAX_SAFE_INTEGER, '7.9 PiB'],
])('shows %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
