import {
  InterceptingCall,
  type Interceptor,
  type InterceptingListener,
  type InterceptorOptions,
  type Metadata,
} from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { toServiceError } from './service-error.ts';

/** The value of a call's `authorization` metadata, such as `Bearer weir_…`; asked for at each call. */
export type Authorization = () => string | Promise<string>;

/** How long a value may take to come. */
const maxWaitMs = 10_000;

/** What a header may hold, as RFC 9110 has it: visible ASCII, with spaces in between. */
const headerPattern = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/**
 * Sends the value as `authorization` with every call. A call whose value cannot be got, within its
 * deadline and 10 s, fails with `UNAVAILABLE`; one whose value cannot stand in a header with
 * `AUTHENTICATION_FAILED`. No error says the value.
 *
 * An interceptor and not `CallCredentials`, which `@grpc/grpc-js` refuses without TLS.
 */
export function authorizeCalls(authorization: Authorization): Interceptor {
  return (options, nextCall) => {
    let starting: StartingCall | undefined;
    return new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        starting = new StartingCall(metadata, listener, next);
        let value: string | Promise<string>;
        try {
          value = authorization();
        } catch (error) {
          starting.fail(cannotGet(error));
          return;
        }
        if (typeof value === 'string') starting.proceed(value);
        else void starting.proceedWith(value, waitMs(options));
      },
      cancel(next) {
        // One that has not been started yet would tell nobody that it was cancelled.
        starting?.fail(new WeirError('CANCELLED', 'Cancelled'));
        next();
      },
    });
  };
}

/** A call that waits for its credentials. It goes on or fails once; what comes later is ignored. */
class StartingCall {
  readonly #metadata: Metadata;
  readonly #listener: InterceptingListener;
  readonly #next: (metadata: Metadata, listener: InterceptingListener) => void;
  #isOver = false;

  constructor(
    metadata: Metadata,
    listener: InterceptingListener,
    next: (metadata: Metadata, listener: InterceptingListener) => void,
  ) {
    this.#metadata = metadata;
    this.#listener = listener;
    this.#next = next;
  }

  proceed(value: string): void {
    if (this.#isOver) return;
    if (!headerPattern.test(value)) {
      this.fail(new WeirError('AUTHENTICATION_FAILED', 'The credentials cannot stand in a header'));
      return;
    }
    this.#isOver = true;
    const metadata = this.#metadata.clone();
    metadata.set('authorization', value);
    this.#next(metadata, this.#listener);
  }

  async proceedWith(value: Promise<string>, timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.fail(new WeirError('UNAVAILABLE', `Credentials did not come within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      this.proceed(await value);
    } catch (error) {
      this.fail(cannotGet(error));
    } finally {
      clearTimeout(timer);
    }
  }

  fail(error: WeirError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Later: who makes the call has not heard of it yet, and cannot listen for its error.
    process.nextTick(() => {
      this.#listener.onReceiveStatus(toServiceError(error));
    });
  }
}

function waitMs({ deadline }: InterceptorOptions): number {
  const remainingMs = deadline === undefined ? maxWaitMs : Number(deadline) - Date.now();
  return Math.max(1, Math.min(maxWaitMs, remainingMs));
}

function cannotGet(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new WeirError('UNAVAILABLE', `Cannot get credentials: ${reason}`, { cause: error });
}
