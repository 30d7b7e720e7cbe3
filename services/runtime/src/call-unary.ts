import {
  type CallOptions,
  type Client,
  type ClientUnaryCall,
  Metadata,
  type requestCallback,
} from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { settleUnary } from './settle-unary.ts';
import { CallSpan } from './tracing/call-span.ts';

interface UnaryMethod<Request, Response> {
  /** `/package.Service/Method`. */
  readonly path: string;
  call(
    client: Client,
    request: Request,
    metadata: Metadata,
    options: CallOptions,
    callback: (error: unknown, response?: Response) => void,
  ): ClientUnaryCall;
}

/** A generated unary method: of its overloads TypeScript infers from the last one, this one. */
type LastOverload<Request, Callback> = (argument: Request, callback: Callback) => ClientUnaryCall;

/** The names of a client's unary methods, as they are written in lower camel case. */
type UnaryMethodName<ServiceClient> = {
  [Name in keyof ServiceClient]: ServiceClient[Name] extends LastOverload<
    infer _Request,
    infer _Callback
  >
    ? Name
    : never;
}[Exclude<keyof ServiceClient, keyof Client>] &
  string;

type RequestOf<Method> =
  Method extends LastOverload<infer Request, infer _Callback> ? Request : never;

type ResponseOf<Method> =
  Method extends LastOverload<infer _Request, requestCallback<infer Response>> ? Response : never;

/** How long a call may take, and what ends it early. */
export interface CallUnaryOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Sent beside the request; nothing by default. */
  readonly metadata?: Metadata;
}

/** Calls a unary method; rejects with a `WeirError`, `REQUEST_TIMED_OUT` after `deadlineMs`. */
export function callUnary<
  ServiceClient extends Client,
  Name extends UnaryMethodName<ServiceClient>,
>(
  client: ServiceClient,
  method: Name,
  ...[request, { deadlineMs, signal, metadata = new Metadata() }]: [
    RequestOf<ServiceClient[Name]>,
    CallUnaryOptions,
  ]
): Promise<NonNullable<ResponseOf<ServiceClient[Name]>>> {
  type Response = NonNullable<ResponseOf<ServiceClient[Name]>>;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new WeirError('CANCELLED', 'Cancelled'));
      return;
    }
    const unary = client[method] as unknown as UnaryMethod<
      RequestOf<ServiceClient[Name]>,
      Response
    >;
    const traced = CallSpan.outgoing(unary.path, metadata);
    const settle = settleUnary<Response>({ span: traced?.span, resolve, reject });
    const options = { deadline: Date.now() + deadlineMs };
    let call: ClientUnaryCall;
    try {
      call = unary.call(client, request, traced?.metadata ?? metadata, options, finish);
    } catch (cause) {
      // Its address was evicted meanwhile: another client of the pool will do.
      traced?.span.end('UNAVAILABLE');
      reject(new WeirError('UNAVAILABLE', 'The channel is closed', { cause }));
      return;
    }
    const onAbort = (): void => {
      call.cancel();
    };
    signal?.addEventListener('abort', onAbort, { once: true });

    function finish(error: unknown, response?: Response): void {
      signal?.removeEventListener('abort', onAbort);
      settle(error, response);
    }
  });
}
