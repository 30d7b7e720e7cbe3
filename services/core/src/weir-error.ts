import { type ErrorCode, type Recovery, recoveryByErrorCode } from './error-code.ts';

/** What a `WeirError` may carry beside its code and message. */
export interface WeirErrorOptions {
  /** The error underneath, kept for logs; it never crosses a process boundary. */
  readonly cause?: unknown;
  /** Facts for programs, such as a leader hint or the log start offset. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * An operating error: something the outside world did that the caller may have to handle.
 *
 * Its code names the condition and so the one recovery; the message is for people and is never
 * parsed. Messages are in sentence case without a final full stop, and hold no user payload.
 */
export class WeirError extends Error {
  readonly code: ErrorCode;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: WeirErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'WeirError';
    this.code = code;
    this.metadata = options.metadata ?? {};
  }

  /** What the caller may do about it. */
  get recovery(): Recovery {
    return recoveryByErrorCode[this.code];
  }
}

/**
 * The `WeirError` for anything that was thrown.
 *
 * An abort becomes `CANCELLED`, an `AbortSignal.timeout` becomes `REQUEST_TIMED_OUT`, the rest
 * `UNKNOWN_SERVER_ERROR`, with the original as `cause` and none of its text in the message.
 */
export function toWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;

  const name = error instanceof Error ? error.name : typeof error;
  if (name === 'AbortError') return new WeirError('CANCELLED', 'Cancelled', { cause: error });
  if (name === 'TimeoutError') {
    return new WeirError('REQUEST_TIMED_OUT', 'Timed out', { cause: error });
  }
  return new WeirError('UNKNOWN_SERVER_ERROR', `Unexpected ${name}`, { cause: error });
}

/** Whether the same request may succeed later, at the same place or where fresh metadata points. */
export function isRetriable(error: unknown): boolean {
  if (!(error instanceof WeirError)) return false;
  return error.recovery === 'retry' || error.recovery === 'refresh-metadata';
}
