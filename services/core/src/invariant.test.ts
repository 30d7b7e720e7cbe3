import { expect, test } from 'vitest';

import { invariant, InvariantViolation } from './invariant.ts';

test('says nothing while the condition holds', () => {
  expect(() => {
    invariant(true, 'one equals one');
  }).not.toThrow();
});

test('throws a violation that names the broken rule', () => {
  expect(() => {
    invariant(false, 'the log never shrinks');
  }).toThrow(new InvariantViolation('the log never shrinks'));
});
