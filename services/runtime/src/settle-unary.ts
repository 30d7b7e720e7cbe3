import { fromServiceError } from './service-error.ts';
import type { CallSpan } from './tracing/call-span.ts';

/** What ends with a unary call. */
export interface UnaryEnd<Response> {
  /** Undefined where nothing is traced. */
  readonly span: CallSpan | undefined;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes a unary call's callback: it ends the call's span and settles its promise alike, with the response
 * or a `WeirError`.
 */
export function settleUnary<Response>({
  span,
  resolve,
  reject,
}: UnaryEnd<Response>): (error: unknown, response?: Response) => void {
  return (error, response) => {
    if (error === null && response !== undefined) {
      span?.end('OK');
      resolve(response);
      return;
    }
    const failure = fromServiceError(error);
    span?.end(failure.code);
    reject(failure);
  };
}
