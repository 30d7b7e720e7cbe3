import { EventEmitter } from 'node:events';
import type { Metadata, sendUnaryData } from '@grpc/grpc-js';
import { fromServiceError } from './service-error.ts';

/** Who calls from within the process, on whose behalf, and for how long. */
export interface LocalCallOptions {
  /** What a remote caller would send beside the request, such as its `authorization`. */
  readonly metadata: Metadata;
  /** `host:port` of whoever is behind the call. */
  readonly peer: string;
  /** Of the connection that it came by. */
  readonly authContext: { readonly sslPeerCertificate?: unknown };
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** The caller's half of a unary method, as generated service definitions have it. */
export interface UnaryMethod<Request, Response> {
  /** `/package.Service/Method`. */
  readonly path: string;
  requestSerialize(value: Request): Buffer;
  responseDeserialize(bytes: Buffer): Response;
}

/** The server's half of a unary method. */
export interface LocalMethod {
  readonly path: string;
  /** Whether it takes a stream of requests. */
  readonly requestStream: boolean;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(value: object): Buffer;
  readonly handler: (call: unknown, callback: unknown) => void;
}

/**
 * Calls a unary handler of a server as a remote caller would, without a connection: messages are
 * serialised and read back, so that both sides see what they would see of each other.
 *
 * Rejects with a `WeirError`; `CANCELLED` or `REQUEST_TIMED_OUT` are the handler's to tell.
 */
export async function callLocally<Request, Response>(
  method: LocalMethod,
  caller: UnaryMethod<Request, Response>,
  request: Request,
  options: LocalCallOptions,
): Promise<Response> {
  const received = method.requestDeserialize(copied(caller.requestSerialize(request)));
  const call = new LocalCall(method.path, received, options);
  try {
    const response = await new Promise<object>((resolve, reject) => {
      const callback: sendUnaryData<object> = (error, value) => {
        if (error === null && value !== null && value !== undefined) resolve(value);
        else reject(fromServiceError(error));
      };
      method.handler(call, callback);
    });
    return caller.responseDeserialize(copied(method.responseSerialize(response)));
  } finally {
    call.end();
  }
}

/** A serialised message may be one that copies itself late, into the frame that it is sent in. */
function copied(message: Buffer): Buffer {
  const frame = Buffer.alloc(message.byteLength);
  message.copy(frame);
  return frame;
}

/** What a handler sees of the call. */
class LocalCall extends EventEmitter<{ cancelled: [] }> {
  readonly request: unknown;
  readonly #path: string;
  readonly #options: LocalCallOptions;
  readonly #deadline: Date;
  readonly #timer: NodeJS.Timeout;
  cancelled = false;

  constructor(path: string, request: unknown, options: LocalCallOptions) {
    super();
    this.request = request;
    this.#path = path;
    this.#options = options;
    this.#deadline = new Date(Date.now() + options.deadlineMs);
    this.#timer = setTimeout(this.#cancel, options.deadlineMs);
    options.signal.addEventListener('abort', this.#cancel, { once: true });
  }

  get metadata(): Metadata {
    return this.#options.metadata;
  }

  getPath(): string {
    return this.#path;
  }

  getPeer(): string {
    return this.#options.peer;
  }

  getDeadline(): Date {
    return this.#deadline;
  }

  getAuthContext(): { readonly sslPeerCertificate?: unknown } {
    return this.#options.authContext;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#options.signal.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => {
    this.cancelled = true;
    this.emit('cancelled');
  };
}
