import { toWeirError, type WeirError } from '@weir/core';
import type { HandlerScope } from './handler-scope.ts';

/** The error of a handler. One that nobody foresaw is logged whole: its caller sees only its name. */
export function failureOf(
  thrown: unknown,
  method: string,
  { logger }: Pick<HandlerScope, 'logger'>,
): WeirError {
  const error = toWeirError(thrown);
  if (error.code === 'UNKNOWN_SERVER_ERROR') {
    logger.error({ err: thrown, method }, 'Handler failed unexpectedly');
  }
  return error;
}
