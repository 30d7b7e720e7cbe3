import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { describeFailure, exitCode, InputError } from './exit-code.ts';

it('tells bad input, failure and no connection apart', () => {
  const failure = (error: unknown) => describeFailure(error, 'host:1');
  expect(failure(new InputError('Line 1 is bad'))).toEqual({ code: 2, text: 'Line 1 is bad' });
  expect(failure(new WeirError('INVALID_CONFIG', 'x')).code).toBe(exitCode.badInput);
  expect(failure(new WeirError('TOPIC_ALREADY_EXISTS', 'x'))).toEqual({
    code: exitCode.failed,
    text: 'TOPIC_ALREADY_EXISTS: x',
  });
  const unreachable = failure(new WeirError('UNAVAILABLE', 'refused'));
  expect(unreachable.code).toBe(exitCode.cannotConnect);
  expect(unreachable.text).toMatch(/host:1.*npm start.*--bootstrap/);
});
