import { describe, expect, it } from 'vitest';
import { ApiError, apiErrorOf, isAbort, toApiError } from './api-error.ts';
import { errorAdvice } from './error-advice.ts';

describe('apiErrorOf', () => {
  it('takes over what the body says', () => {
    const body = {
      error: { code: 'INVALID_CONFIG', message: 'No', recovery: 'give-up', metadata: { a: '1' } },
      results: [],
    };
    expect(apiErrorOf(body, 400)).toMatchObject({
      ...{ code: 'INVALID_CONFIG', message: 'No', status: 400, metadata: { a: '1' }, body },
    });
  });

  it('tells the status where the body says nothing', () => {
    expect(apiErrorOf('<html>', 418)).toMatchObject({ status: 418, message: /418/ });
    expect(apiErrorOf(undefined, 500).code).toBe('UNKNOWN_SERVER_ERROR');
  });
});

describe('toApiError', () => {
  it('keeps an ApiError, and wraps anything else with its message', () => {
    const error = new ApiError('x', { code: 'CANCELLED', status: 499 });
    expect(toApiError(error)).toBe(error);
    expect(toApiError(new TypeError('odd'))).toMatchObject({ message: 'odd', status: 0 });
    expect(toApiError('odd').message).toBe('odd');
  });
});

describe('isAbort', () => {
  it('knows what was given up from what failed', () => {
    expect(isAbort(new DOMException('x', 'AbortError'))).toBe(true);
    expect(isAbort(new DOMException('x', 'TimeoutError'))).toBe(false);
    expect(isAbort(new Error('AbortError'))).toBe(false);
  });
});

describe('errorAdvice', () => {
  it('goes by the code, then by the recovery', () => {
    const of = (code: string, recovery: string) =>
      errorAdvice(new ApiError('x', { code, status: 400, recovery }));
    expect(of('STORAGE_FULL', 'retry')).toMatch(/Free space/);
    expect(of('NOT_ENOUGH_REPLICAS', 'retry')).toMatch(/try again/);
    expect(of('INVALID_CONFIG', 'give-up')).toBe('');
  });
});
