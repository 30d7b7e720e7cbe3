import { expect, test } from 'vitest';

import { isErrorCode } from './error-code.ts';
import { isRetriable, toWeirError, WeirError } from './weir-error.ts';

test('carries its code, its recovery, its cause and its facts', () => {
  const cause = new Error('ECONNRESET');
  const error = new WeirError('NOT_LEADER_OR_FOLLOWER', 'Node 2 does not lead orders-0', {
    cause,
    metadata: { leader: '1' },
  });

  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('WeirError');
  expect(error.code).toBe('NOT_LEADER_OR_FOLLOWER');
  expect(error.recovery).toBe('refresh-metadata');
  expect(error.cause).toBe(cause);
  expect(error.metadata).toStrictEqual({ leader: '1' });
});

test('has neither facts nor a cause unless given', () => {
  const error = new WeirError('STORAGE_FULL', 'Disk is full');

  expect(error.metadata).toStrictEqual({});
  expect('cause' in error).toBe(false);
});

test('leaves a WeirError as it is', () => {
  const error = new WeirError('STORAGE_FULL', 'Disk is full');

  expect(toWeirError(error)).toBe(error);
});

test('takes an abort for a cancellation and a timeout signal for a timeout', () => {
  const aborted = AbortSignal.abort().reason as unknown;
  const timedOut = new DOMException('Too late', 'TimeoutError');

  expect(toWeirError(aborted).code).toBe('CANCELLED');
  expect(toWeirError(timedOut).code).toBe('REQUEST_TIMED_OUT');
});

test('wraps anything else without repeating its text', () => {
  const cause = new TypeError('secret value in here');
  const error = toWeirError(cause);

  expect(error.code).toBe('UNKNOWN_SERVER_ERROR');
  expect(error.message).toBe('Unexpected TypeError');
  expect(error.cause).toBe(cause);
  expect(toWeirError('thrown text').message).toBe('Unexpected string');
});

test('tells what may be retried from what may not', () => {
  expect(isRetriable(new WeirError('NOT_ENOUGH_REPLICAS', 'One of two'))).toBe(true);
  expect(isRetriable(new WeirError('LEADER_NOT_AVAILABLE', 'No leader'))).toBe(true);
  expect(isRetriable(new WeirError('UNKNOWN_MEMBER_ID', 'Who'))).toBe(false);
  expect(isRetriable(new WeirError('CORRUPT_BATCH', 'Torn'))).toBe(false);
  expect(isRetriable(new Error('Bug'))).toBe(false);
});

test('knows the codes of its table and no others', () => {
  expect(isErrorCode('CORRUPT_BATCH')).toBe(true);
  expect(isErrorCode('CODE_OF_A_LATER_VERSION')).toBe(false);
  expect(isErrorCode('toString')).toBe(false);
});
