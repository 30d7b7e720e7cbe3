import { expect, test } from 'vitest';

import { isInternalTopic, toTopicName } from './topic-name.ts';

test.each(['orders', 'a', 'Orders_2.eu-west', '__weir_offsets', '...', 'x'.repeat(249)])(
  'takes %s',
  (name) => {
    expect(toTopicName(name)).toBe(name);
  },
);

test.each(['', '.', '..', 'x'.repeat(250), 'a b', 'a/b', 'ä', 'orders\n'])('refuses %o', (name) => {
  expect(() => toTopicName(name)).toThrow(expect.objectContaining({ code: 'INVALID_TOPIC' }));
});

test('knows its own topics by their prefix', () => {
  expect(isInternalTopic('__weir_offsets')).toBe(true);
  expect(isInternalTopic('weir')).toBe(false);
});
