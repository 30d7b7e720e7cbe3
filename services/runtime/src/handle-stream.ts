import type {
  Deadline,
  handleBidiStreamingCall,
  handleServerStreamingCall,
  Metadata,
  ServerDuplexStream,
  ServerWritableStream,
} from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { failureOf } from './failure-of.ts';
import { HandlerContext } from './handler-context.ts';
import { detachedScope, type HandlerScope } from './handler-scope.ts';
import { methodOf } from './method-of.ts';
import type { Caller } from './security/caller.ts';
import { admit, type IncomingCall } from './security/security-gate.ts';
import { toServiceError } from './service-error.ts';
import { checkReadable, UnreadableMessage } from './unreadable-message.ts';

/** Makes a gRPC handler of a function that writes responses; the stream ends when it resolves. */
export function handleServerStream<Request, Response>(
  implementation: (
    request: Request,
    stream: ServerWritableStream<Request, Response>,
    context: CallContext,
  ) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (
    stream: ServerWritableStream<Request, Response>,
    _respond?: unknown,
    scope: HandlerScope = detachedScope,
  ) => {
    void serve(stream, scope, (context) => {
      checkReadable(stream.request);
      return implementation(stream.request, stream, context);
    });
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
  return (
    stream: ServerDuplexStream<Request, Response>,
    _respond?: unknown,
    scope: HandlerScope = detachedScope,
  ) => {
    refuseUnreadable(stream);
    void serve(stream, scope, (context) => implementation(stream, context));
  };
}

/** What both kinds of stream have, without their messages. */
interface ServedStream extends IncomingCall {
  readonly cancelled: boolean;
  readonly metadata: Metadata;
  getDeadline(): Deadline;
  write: (message: never) => boolean;
  end: (metadata?: Metadata) => unknown;
  on(event: 'cancelled' | 'error', listener: () => void): unknown;
  emit(event: 'error', error: Error): boolean;
}

async function serve(
  served: unknown,
  scope: HandlerScope,
  implementation: (context: CallContext) => Promise<void>,
): Promise<void> {
  const stream = served as ServedStream;
  const method = methodOf(stream.getPath());
  const stopping = scope.stoppingFor?.(stream.getPeer()) ?? scope.stopping;
  const context = new HandlerContext(stream, stopping);
  const cancel = (): void => {
    context.cancel();
  };
  stream.on('cancelled', cancel);
  // A broken connection shows as an error of the stream too.
  stream.on('error', cancel);
  dropWritesAfterEnd(stream);
  scope.calls?.streamStarted(method);
  try {
    const caller = admit(scope.security, stream);
    context.caller = caller instanceof Promise ? await caller : caller;
    await untilVoid(implementation(context), context.caller, scope);
    scope.calls?.streamEnded(method, stream.cancelled ? 'CANCELLED' : 'OK');
    if (!stream.cancelled) stream.end();
  } catch (thrown) {
    const error = failureOf(thrown, method, scope);
    scope.calls?.streamEnded(method, error.code);
    if (!stream.cancelled) stream.emit('error', toServiceError(error));
    // What the handler may still do is in vain.
    stream.write = () => false;
    context.cancel();
  }
}

/** What the handler's promise does, unless the caller's credentials become void before. */
async function untilVoid(handled: Promise<void>, caller: Caller, scope: HandlerScope) {
  let unwatch: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    unwatch = scope.credentials.add(caller, reject);
  });
  try {
    await Promise.race([handled, ended]);
  } finally {
    unwatch?.();
  }
}

/** A message that does not parse ends the stream with its error; the handler never sees it. */
function refuseUnreadable<Request, Response>(stream: ServerDuplexStream<Request, Response>): void {
  const push = stream.push.bind(stream);
  stream.push = (message: unknown, encoding) => {
    if (!(message instanceof UnreadableMessage)) return push(message, encoding);
    stream.emit('error', toServiceError(message.error));
    return false;
  };
}

/**
 * A write after the end would destroy the stream before its status has left, and the caller would
 * wait for it for ever. An answer that comes too late has no one to go to: it is dropped.
 */
function dropWritesAfterEnd(stream: ServedStream): void {
  const end = stream.end.bind(stream);
  stream.end = (metadata) => {
    stream.write = () => false;
    return end(metadata);
  };
}
