import { expect, it } from 'vitest';
import { byteRateProblem, parseByteRate } from './parse-byte-rate.ts';

it('takes what the command line takes', () => {
  expect(['', '500', '500K', ' 20M ', '1G'].map(parseByteRate)).toEqual([
    ...[0, 500, 512_000, 20_971_520, 1_073_741_824],
  ]);
});

it('says what is wrong with anything else', () => {
  expect(['20MB', '-1', '1.5M', 'M'].map(parseByteRate)).toEqual(Array(4).fill(undefined));
  expect(byteRateProblem('20MB')).toMatch(/20MB.*500K or 20M/);
  expect(byteRateProblem('20M')).toBeUndefined();
});
