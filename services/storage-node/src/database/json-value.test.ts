import { describe, expect, it } from 'vitest';

import { decodeJsonValue, encodeJsonValue } from './json-value.ts';

describe('a JSON value', () => {
  it.each([{ vote: { epoch: 7, proposalId: 'é' } }, [], 12, null, 'text'])(
    '%j is read as written',
    (value) => {
      expect(decodeJsonValue(encodeJsonValue(value))).toStrictEqual(value);
    },
  );

  it('is not read with any bit flipped, nor cut anywhere', () => {
    const bytes = encodeJsonValue({ epoch: 7 });
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeJsonValue(damaged)).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeJsonValue(bytes.subarray(0, length))).toBeUndefined();
    }
  });
});
