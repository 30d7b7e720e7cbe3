import { Metadata } from '@grpc/grpc-js';
import type { IncomingCall } from '../src/security/security-gate.ts';

/** What a call for tests shows of who makes it. */
export interface IncomingCallInput {
  readonly authorization?: string;
  readonly onBehalfOf?: string;
  readonly path?: string;
  readonly peer?: string;
  readonly certificate?: unknown;
}

/** A call as a gate sees it. */
export function incomingCall(input: IncomingCallInput = {}): IncomingCall {
  const { authorization, onBehalfOf, certificate } = input;
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  if (onBehalfOf !== undefined) metadata.set('weir-on-behalf-of', onBehalfOf);
  return {
    metadata,
    getPath: () => input.path ?? '/weir.v1.LogService/Produce',
    getPeer: () => input.peer ?? '127.0.0.1:5000',
    getAuthContext: () => (certificate === undefined ? {} : { sslPeerCertificate: certificate }),
  };
}
