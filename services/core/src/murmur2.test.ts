import { Buffer } from 'node:buffer';

import { expect, test } from 'vitest';

import { murmur2, positiveMurmur2 } from './murmur2.ts';

// From Kafka's org.apache.kafka.common.utils.UtilsTest.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])("hashes %s as Kafka's does", (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('clears the sign bit and nothing else', () => {
  expect(positiveMurmur2(Buffer.from('abc'))).toBe(479470107);
  expect(positiveMurmur2(Buffer.from('21'))).toBe(2 ** 31 - 973932308);
});
