import { expect, it } from 'vitest';
import { type Load, payloadBytesOf, scaleLoad, warmUpOf } from './load-variant.ts';

const oneInFlight: Load = {
  kind: 'one-in-flight',
  records: 5_000,
  warmUpRecords: 2_000,
  valueBytes: 1_024,
};
const endToEnd: Load = {
  kind: 'end-to-end',
  recordsPerSecond: 1_000,
  valueBytes: 100,
  seconds: 8,
};

it('takes a share of the records, or of the time', () => {
  expect(scaleLoad(oneInFlight, 0.1)).toMatchObject({ records: 500, warmUpRecords: 200 });
  expect(scaleLoad(endToEnd, 0.5)).toMatchObject({ recordsPerSecond: 1_000, seconds: 4 });
  expect(scaleLoad(endToEnd, 0.01)).toMatchObject({ seconds: 1 });
});

it('counts what a client moves before it is measured as payload, too', () => {
  expect(payloadBytesOf(oneInFlight, 5)).toBe(7_000 * 1_024);
  expect(payloadBytesOf(endToEnd, 5)).toBe(13_000 * 100);
});

it('warms up with a load of its own', () => {
  expect(warmUpOf(oneInFlight)).toMatchObject({ records: 8_000, warmUpRecords: 0 });
  expect(warmUpOf(endToEnd)).toMatchObject({ kind: 'produce', records: 2_000_000 });
});
