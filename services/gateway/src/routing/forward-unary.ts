import { type Client, type ClientUnaryCall, connectivityState, type Metadata } from '@grpc/grpc-js';
import { type ErrorCode, WeirError } from '@weir/core';
import { CallSpan, settleUnary } from '@weir/runtime';
import type { RawMethod } from './raw-service.ts';

/** How a call is passed on. */
export interface ForwardOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly metadata: Metadata;
}

/** A peer that is down is given up soon, so that another one can be asked. */
const maxConnectMs = 1_000;

/** Makes a unary call with the request's bytes; resolves with the response's, rejects with a `WeirError`. */
export async function forwardUnary(
  client: Client,
  method: RawMethod,
  request: Buffer,
  { deadlineMs, signal, metadata }: ForwardOptions,
): Promise<Buffer> {
  if (signal.aborted) throw new WeirError('CANCELLED', 'Cancelled');
  return new Promise<Buffer>((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const options = { deadline: Date.now() + deadlineMs };
    const traced = CallSpan.outgoing(path, metadata);
    const settle = settleUnary<Buffer>({ span: traced?.span, resolve, reject });
    const finish = (error: unknown, response?: Buffer): void => {
      signal.removeEventListener('abort', cancel);
      settle(error, response);
    };
    const call: ClientUnaryCall = client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      traced?.metadata ?? metadata,
      options,
      finish,
    );
    const cancel = (): void => {
      call.cancel();
    };
    signal.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Resolves when the client has a connection; rejects with `code` when there is none within a second. What
 * is sent only then has certainly not been sent before: it may go to another peer.
 */
export async function whenConnected(
  client: Client,
  remainingMs: number,
  code: ErrorCode,
): Promise<void> {
  const channel = client.getChannel();
  if (channel.getConnectivityState(true) === connectivityState.READY) return;
  const limitMs = Math.min(remainingMs, maxConnectMs);
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + limitMs, (cause) => {
      if (cause === undefined) resolve();
      else reject(notConnected(channel.getTarget(), limitMs, code, cause));
    });
  });
}

function notConnected(target: string, limitMs: number, code: ErrorCode, cause: Error): WeirError {
  return new WeirError(code, `No connection to ${target} within ${Math.round(limitMs)} ms`, {
    cause,
  });
}
