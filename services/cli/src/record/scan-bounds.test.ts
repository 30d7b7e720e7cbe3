import { expect, it } from 'vitest';
import { parsePlaceOrAge } from '../parse-options.ts';
import { toScanBounds } from './scan-bounds.ts';

const parse = parsePlaceOrAge('--from');

it.each([
  [{}, {}],
  [
    { from: '5', to: '9' },
    { fromOffset: 5, toOffset: 9 },
  ],
  [
    { from: '@1000', to: '-2s' },
    { fromTimestampMs: 1_000, toTimestampMs: 8_000 },
  ],
  [{ from: '-1d' }, { fromTimestampMs: 0 }],
  [
    { from: 'earliest', to: 'latest' },
    { fromOffset: 0, toOffset: Number.MAX_SAFE_INTEGER },
  ],
])('takes %j as %j', (given, expected) => {
  const { from, to } = given as { readonly from?: string; readonly to?: string };
  const places = {
    ...(from === undefined ? undefined : { from: parse(from) }),
    ...(to === undefined ? undefined : { to: parse(to) }),
  };
  const bounds = Object.entries(toScanBounds(places, 10_000));
  expect(Object.fromEntries(bounds.filter(([, value]) => value !== undefined))).toEqual(expected);
});
