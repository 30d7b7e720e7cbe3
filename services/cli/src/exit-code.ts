import { CommanderError } from 'commander';
import { type ErrorCode, WeirError } from '@weir/core';
import { errorText } from './format/error-text.ts';

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
  /** SIGTERM. */
  terminated: 143,
} as const;

/** Bad input of a person: an option, a line, a template, a file. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Nobody answers at the bootstrap address. */
export class ConnectError extends Error {
  override name = 'ConnectError';

  constructor(bootstrap: string, cause: Error) {
    super(
      `no Weir answers at ${bootstrap}: start one with npm start, or name another with ` +
        `--bootstrap (${cause.message})`,
      { cause },
    );
  }
}

/** Some of several things failed; what each came to has been printed. */
export class PartialFailure extends Error {
  override name = 'PartialFailure';
}

/** The person, or the system, wants the command to end. */
export class InterruptedError extends Error {
  override name = 'InterruptedError';
}

/** A command that runs until it is told to end was told so: that is its success. */
export class WatchEnded extends Error {
  override name = 'WatchEnded';
}

const badInputCodes: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'INVALID_TOPIC',
  'INVALID_CONFIG',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_REPLICA_ASSIGNMENT',
  'INVALID_GROUP_ID',
];

const remedies: Partial<Record<ErrorCode, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'weir topic list shows topics and their partitions',
  TOPIC_ALREADY_EXISTS: 'take another name, or add --if-not-exists',
  OFFSET_OUT_OF_RANGE: 'earliest and latest are always within it',
  NODE_ID_NOT_REGISTERED: 'weir node list shows the nodes',
  AUTHENTICATION_FAILED: 'give a key with --api-key-file or WEIR_API_KEY, or a --token-file',
  GROUP_ID_NOT_FOUND: 'weir group list shows the groups',
  API_KEY_NOT_FOUND: 'weir key list shows the keys',
};

/** How a command failed: its exit code, and the line that tells of it. */
export interface Failure {
  readonly code: number;
  readonly text: string;
}

/** The exit code for an error, and the line, `CODE: message`, that tells of it. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof InputError) return failure(exitCode.badInput, 'INVALID_INPUT', error);
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
    return failure(exitCode.badInput, 'INVALID_USAGE', { message });
  }
  if (error instanceof ConnectError) return failure(exitCode.cannotConnect, 'UNAVAILABLE', error);
  if (error instanceof WeirError) return describeWeirError(error);
  const message = errorText(error);
  return failure(exitCode.failed, codeOf(error) ?? 'FAILED', { message });
}

function describeWeirError(error: WeirError): Failure {
  const code = badInputCodes.includes(error.code) ? exitCode.badInput : exitCode.failed;
  const remedy = remedies[error.code];
  const message = remedy === undefined ? error.message : `${error.message} (${remedy})`;
  return failure(code, error.code, { message });
}

function failure(code: number, name: string, { message }: { readonly message: string }): Failure {
  const text = message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
  return { code, text: text.replaceAll('\n', ' ') };
}

/** The code of a system call's error, such as `ENOSPC`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
