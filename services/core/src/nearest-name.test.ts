import { expect, test } from 'vitest';

import { nearestName } from './nearest-name.ts';

const known = ['retention.ms', 'retention.bytes', 'segment.ms', 'flush.policy'];

test.each([
  ['retention.mss', 'retention.ms'],
  ['retenton.bytes', 'retention.bytes'],
  ['Flush.Policy', 'flush.policy'],
  ['segmnet.ms', 'segment.ms'],
  ['retention', 'retention.ms'],
])('takes %s for %s', (mistyped, nearest) => {
  expect(nearestName(mistyped, known)).toBe(nearest);
});

test.each(['', 'x', 'compression.type'])('suggests nothing for %o', (mistyped) => {
  expect(nearestName(mistyped, known)).toBeUndefined();
});
