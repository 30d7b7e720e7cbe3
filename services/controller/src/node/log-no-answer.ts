import { toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

/** Logs that a node did not answer; one that is shutting down said so, and is no news. */
export function logNoAnswer(
  logger: Logger,
  facts: { readonly nodeId: number; readonly call: string },
  error: unknown,
): void {
  const { code, message } = toWeirError(error);
  const level = code === 'SHUTTING_DOWN' ? 'debug' : 'warn';
  logger[level]({ ...facts, code, reason: message }, 'Node did not answer');
}
