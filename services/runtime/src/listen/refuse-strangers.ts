import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import type { WeirError } from '@weir/core';
import { onBehalfOfKey } from '../security/on-behalf-of.ts';
import type { IncomingCall } from '../security/security-gate.ts';
import { toServiceError } from '../service-error.ts';
import { authContextOf } from '../tls/auth-context-of.ts';

/** What is asked about a call before its message is taken. */
export interface StrangerQuestions {
  /** Whether the caller is to be known before the call's message is read. */
  readonly isAsked: (path: string) => boolean;
  /** Throws, or rejects, when the caller is not let in. */
  readonly identify: (call: IncomingCall) => unknown;
  /** Told of a call that was refused; says the error as it goes out. */
  readonly onRefused: (path: string, thrown: unknown) => WeirError;
}

type StreamListener = (stream: ServerHttp2Stream, ...rest: readonly unknown[]) => void;

/** By which somebody is known. */
const keys = ['authorization', onBehalfOfKey] as const;

/**
 * Refuses strangers before their messages are taken: `@grpc/grpc-js` reads a unary request, which may have
 * 64 MiB, to its end before its handler can ask who sent it, and so many of them as come at a time.
 *
 * While somebody's token is being verified no more is read of a call than HTTP/2's window has.
 */
export function refuseStrangers(http2Server: Http2Server, questions: StrangerQuestions): void {
  const listeners = http2Server.listeners('stream') as StreamListener[];
  http2Server.removeAllListeners('stream');
  http2Server.on('stream', (stream, headers, ...rest) => {
    const handOn = (): void => {
      for (const listener of listeners) listener.call(http2Server, stream, headers, ...rest);
    };
    const path = headers[':path'] ?? '';
    if (questions.isAsked(path)) ask({ stream, headers, path, questions, handOn });
    else handOn();
  });
}

interface AskedStream {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly questions: StrangerQuestions;
  readonly handOn: () => void;
}

function ask({ stream, headers, path, questions, handOn }: AskedStream): void {
  const refuse = (thrown: unknown): void => {
    respond(stream, questions.onRefused(path, thrown));
  };
  let known: unknown;
  try {
    known = questions.identify(toCall(stream, headers, path));
  } catch (error) {
    refuse(error);
    return;
  }
  if (!(known instanceof Promise)) {
    handOn();
    return;
  }
  stream.on('error', ignoreError);
  void whenKnown(known, refuse, () => {
    if (!stream.destroyed) handOn();
  });
}

async function whenKnown(
  known: Promise<unknown>,
  refuse: (thrown: unknown) => void,
  handOn: () => void,
): Promise<void> {
  try {
    await known;
  } catch (error) {
    refuse(error);
    return;
  }
  handOn();
}

function toCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  path: string,
): IncomingCall {
  const metadata = new Metadata();
  for (const key of keys) {
    const value = headers[key];
    if (typeof value === 'string') metadata.set(key, value);
  }
  const socket = stream.session?.socket;
  return {
    metadata,
    getPath: () => path,
    getPeer: () => `${socket?.remoteAddress ?? 'unknown'}:${socket?.remotePort ?? 0}`,
    getAuthContext: () => authContextOf(socket),
  };
}

function respond(stream: ServerHttp2Stream, error: WeirError): void {
  if (stream.destroyed) return;
  stream.on('error', ignoreError);
  const { code, details, metadata } = toServiceError(error);
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc+proto',
      'grpc-status': code,
      'grpc-message': encodeURI(details ?? ''),
      ...metadata?.toHttp2Headers(),
    },
    { endStream: true },
  );
  // The rest of the request is not waited for.
  stream.resume();
  stream.close();
}

function ignoreError(): void {
  // The stream is at its end anyway.
}
