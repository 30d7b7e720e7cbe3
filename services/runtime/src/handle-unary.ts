import type { handleUnaryCall, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import type { CallOutcome } from './call-metrics.ts';
import { failureOf } from './failure-of.ts';
import { HandlerContext } from './handler-context.ts';
import { detachedScope, type HandlerScope } from './handler-scope.ts';
import { methodOf } from './method-of.ts';
import type { Caller } from './security/caller.ts';
import { overQuota } from './security/over-quota.ts';
import { admit } from './security/security-gate.ts';
import { toServiceError } from './service-error.ts';
import { CallSpan } from './tracing/call-span.ts';
import { checkReadable } from './unreadable-message.ts';

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
      let caller: Caller | undefined;
      const span = CallSpan.incoming(call.getPath(), call.metadata);
      const ended = (outcome: CallOutcome): void => {
        isAnswered = true;
        scope.calls?.unaryEnded(method, (performance.now() - startedMs) / 1_000, outcome);
        if (caller !== undefined) scope.security.audit?.ended(call, caller, outcome);
        span?.end(outcome);
      };
      try {
        const admitted = admit(scope.security, call);
        caller = admitted instanceof Promise ? await admitted : admitted;
        context.caller = caller;
        chargeRequest(caller);
        checkReadable(call.request);
        const work = (): Promise<Response> => implementation(call.request, context);
        const response = await (span === undefined ? work() : span.run(work));
        ended('OK');
        callback(null, response);
      } catch (thrown) {
        const error = failureOf(thrown, method, scope);
        ended(error.code);
        callback(toServiceError(error));
      }
    };
    void respond();
  };
}

function chargeRequest(caller: Caller): void {
  const waitMs = caller.charge({ requests: 1 });
  if (waitMs > 0) throw overQuota(caller, 'requests', waitMs);
}
