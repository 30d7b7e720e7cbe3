import { expect, it } from 'vitest';
import { formatBytes } from './bytes-text.ts';

it.each([
  [0, '0 B'],
  [1, '1 B'],
  [1_023, '1023 B'],
  [1_024, '1.0 KiB'],
  [1_536, '1.5 KiB'],
  [20 * 2 ** 20, '20 MiB'],
  [1_023 * 2 ** 30, '1023 GiB'],
  [2 ** 62, '4096 PiB'],
])('writes %d bytes for people', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
