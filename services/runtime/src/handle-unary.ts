import type { handleUnaryCall } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { toServiceError } from './service-error.ts';

/**
 * Makes a gRPC handler of a function that returns the response or throws.
 *
 * Cancellation and errors are handled here, once for every unary call.
 */
export function handleUnary<Request, Response>(
  implementation: (request: Request, context: CallContext) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const controller = new AbortController();
    call.on('cancelled', () => {
      controller.abort();
    });
    const context = { signal: controller.signal, metadata: call.metadata, peer: call.getPeer() };
    const respond = async (): Promise<void> => {
      try {
        callback(null, await implementation(call.request, context));
      } catch (error) {
        callback(toServiceError(error));
      }
    };
    void respond();
  };
}
