import { expect, it } from 'vitest';
import { formatByteRate, formatBytes } from './format-bytes.ts';

it('takes the largest unit of which there is a whole one', () => {
  const sizes = [0, 1, 1_023, 1_024, 1_536, 150 * 2 ** 20, 2 ** 40, 2 ** 60];
  expect(sizes.map(formatBytes)).toEqual([
    ...['0 B', '1 B', '1023 B', '1 KiB', '1.5 KiB', '150 MiB', '1 TiB', '1024 PiB'],
  ]);
});

it('rounds fractions of bytes, as rates have them', () => {
  expect(formatByteRate(0.4)).toBe('0 B/s');
  expect(formatByteRate(2_560)).toBe('2.5 KiB/s');
});

it('shows a dash for what is not known', () => {
  expect(formatBytes(undefined)).toBe('–');
  expect(formatByteRate(null)).toBe('–');
});
