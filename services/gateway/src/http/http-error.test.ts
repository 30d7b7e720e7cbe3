import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { toErrorAnswer } from './http-error.ts';

it('answers an error of the table with its code, recovery and metadata', () => {
  const error = new WeirError('OFFSET_OUT_OF_RANGE', 'Offset 7 is outside 0 to 2', {
    metadata: { high_watermark: '2' },
  });
  expect(toErrorAnswer(error)).toEqual({
    statusCode: 416,
    headers: {},
    body: {
      error: {
        code: 'OFFSET_OUT_OF_RANGE',
        message: 'Offset 7 is outside 0 to 2',
        recovery: 'give-up',
        metadata: { high_watermark: '2' },
      },
    },
  });
});

it('tells when to come back, in whole seconds, and how to authenticate', () => {
  const throttled = new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Over the quota', {
    metadata: { retry_after_ms: '1200' },
  });
  expect(toErrorAnswer(throttled)).toMatchObject({
    statusCode: 429,
    headers: { 'retry-after': '2' },
  });
  expect(toErrorAnswer(new WeirError('AUTHENTICATION_FAILED', 'No key'))).toMatchObject({
    statusCode: 401,
    headers: { 'www-authenticate': 'Bearer realm="weir"' },
  });
});

it('says what the framework refused, and nothing of an error that it does not know', () => {
  const refused = Object.assign(new Error('Body is too large'), { statusCode: 413 });
  expect(toErrorAnswer(refused)).toMatchObject({
    statusCode: 413,
    body: { error: { code: 'INVALID_REQUEST', message: 'Body is too large' } },
  });
  expect(toErrorAnswer(new TypeError('secret'))).toMatchObject({
    statusCode: 500,
    body: { error: { code: 'UNKNOWN_SERVER_ERROR', message: 'Unexpected TypeError' } },
  });
});
