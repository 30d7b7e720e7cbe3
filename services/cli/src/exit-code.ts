import { CommanderError } from 'commander';
import { type ErrorCode, WeirError } from '@weir/core';

/** What the exit codes of `weir` mean. */
export const exitCode = {
  ok: 0,
  /** The operation failed. */
  failed: 1,
  /** Bad usage or bad input. */
  badInput: 2,
  /** No Weir answers at the bootstrap address. */
  cannotConnect: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** Bad input of a person: a flag, a line, a template. */
export class InputError extends Error {
  override name = 'InputError';
}

const badInputCodes: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'INVALID_TOPIC',
  'INVALID_CONFIG',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_GROUP_ID',
];

/** The exit code for an error, and the line that tells of it. */
export function describeFailure(error: unknown, bootstrap: string): { code: number; text: string } {
  if (error instanceof InputError) return { code: exitCode.badInput, text: error.message };
  if (error instanceof CommanderError) return { code: exitCode.badInput, text: error.message };
  if (!(error instanceof WeirError)) {
    const text = error instanceof Error ? error.message : String(error);
    return { code: exitCode.failed, text };
  }
  if (error.code === 'UNAVAILABLE') {
    const remedy = `start one with npm start, or name another with --bootstrap`;
    const text = `UNAVAILABLE: no Weir answers at ${bootstrap}: ${remedy} (${error.message})`;
    return { code: exitCode.cannotConnect, text };
  }
  const code = badInputCodes.includes(error.code) ? exitCode.badInput : exitCode.failed;
  return { code, text: `${error.code}: ${error.message}` };
}
