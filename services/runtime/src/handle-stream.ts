import type {
  handleBidiStreamingCall,
  handleServerStreamingCall,
  ServerDuplexStream,
  ServerWritableStream,
} from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { toServiceError } from './service-error.ts';

/** Makes a gRPC handler of a function that writes responses; the stream ends when it resolves. */
export function handleServerStream<Request, Response>(
  implementation: (
    request: Request,
    stream: ServerWritableStream<Request, Response>,
    context: CallContext,
  ) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (stream) => {
    void serve(stream, (context) => implementation(stream.request, stream, context));
  };
}

/**
 * Makes a gRPC handler of a function that reads and writes a stream; it ends when the function
 * resolves, and with its error's status when it rejects.
 */
export function handleBidiStream<Request, Response>(
  implementation: (
    stream: ServerDuplexStream<Request, Response>,
    context: CallContext,
  ) => Promise<void>,
): handleBidiStreamingCall<Request, Response> {
  return (stream) => {
    void serve(stream, (context) => implementation(stream, context));
  };
}

type ServedStream = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

async function serve(
  served: unknown,
  implementation: (context: CallContext) => Promise<void>,
): Promise<void> {
  const stream = served as ServedStream;
  const controller = new AbortController();
  stream.on('cancelled', () => {
    controller.abort();
  });
  // A broken connection shows as an error of the stream too; `cancelled` has told the handler.
  stream.on('error', () => {
    controller.abort();
  });
  try {
    await implementation({
      signal: controller.signal,
      metadata: stream.metadata,
      peer: stream.getPeer(),
    });
    if (!stream.cancelled) stream.end();
  } catch (error) {
    if (!stream.cancelled) stream.emit('error', toServiceError(error));
  }
}
