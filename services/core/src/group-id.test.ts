import { expect, test } from 'vitest';

import { isInternalGroup, toGroupId } from './group-id.ts';

test.each(['billing', '...', 'a.b', 'Grüße an alle 👋', 'g'.repeat(255)])('takes %s', (groupId) => {
  expect(toGroupId(groupId)).toBe(groupId);
});

test.each(['', '.', '..', 'g'.repeat(256), 'a\nb', 'a\u0000', '\uD800'])(
  'refuses %o',
  (groupId) => {
    expect(() => toGroupId(groupId)).toThrow(expect.objectContaining({ code: 'INVALID_GROUP_ID' }));
  },
);

test('knows its own groups by their prefix', () => {
  expect(isInternalGroup('__weir_gateway')).toBe(true);
  expect(isInternalGroup('billing')).toBe(false);
});
