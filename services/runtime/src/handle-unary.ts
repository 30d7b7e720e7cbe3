import type { handleUnaryCall, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { failureOf } from './failure-of.ts';
import { HandlerContext } from './handler-context.ts';
import { detachedScope, type HandlerScope } from './handler-scope.ts';
import { methodOf } from './method-of.ts';
import { admit } from './security/security-gate.ts';
import { toServiceError } from './service-error.ts';

/**
 * Makes a gRPC handler of a function that returns the response or throws.
 *
 * Cancellation and errors are handled here, once for every unary call. An `RpcServer` hands its
 * scope over as a third argument.
 */
export function handleUnary<Request, Response>(
  implementation: (request: Request, context: CallContext) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (
    call: ServerUnaryCall<Request, Response>,
    callback: sendUnaryData<Response>,
    scope: HandlerScope = detachedScope,
  ) => {
    const context = new HandlerContext(call, scope.stopping);
    let isAnswered = false;
    call.on('cancelled', () => {
      if (!isAnswered) context.cancel();
    });
    const respond = async (): Promise<void> => {
      const startedMs = performance.now();
      const method = methodOf(call.getPath());
      try {
        const caller = admit(scope.security, call);
        context.caller = caller instanceof Promise ? await caller : caller;
        const response = await implementation(call.request, context);
        isAnswered = true;
        scope.calls?.unaryEnded(method, (performance.now() - startedMs) / 1_000, 'OK');
        callback(null, response);
      } catch (thrown) {
        isAnswered = true;
        const error = failureOf(thrown, method, scope);
        scope.calls?.unaryEnded(method, (performance.now() - startedMs) / 1_000, error.code);
        callback(toServiceError(error));
      }
    };
    void respond();
  };
}
