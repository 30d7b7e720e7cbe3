import type { Metadata } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { type Caller, unrestrictedCaller } from './caller.ts';

/** What a call shows of who makes it. */
export interface IncomingCall {
  readonly metadata: Metadata;
  getPeer(): string;
  getPath(): string;
  /** The client's certificate, on a TLS connection where it sent one. */
  getAuthContext(): { readonly sslPeerCertificate?: unknown };
}

/** Finds out who makes a call. */
export interface SecurityGate {
  /** Throws, or rejects with, `AUTHENTICATION_FAILED` for missing or wrong credentials. */
  identify(call: IncomingCall): Caller | Promise<Caller>;
}

/** Lets everybody in, as somebody who may do everything. */
export const openGate: SecurityGate = { identify: () => unrestrictedCaller };

const internalPrefix = '/weir.internal.';

/** Who makes the call, if they may make it at all: only services of the cluster may call inside. */
export function admit(gate: SecurityGate, call: IncomingCall): Caller | Promise<Caller> {
  const caller = gate.identify(call);
  return caller instanceof Promise
    ? caller.then((identified) => admitted(identified, call))
    : admitted(caller, call);
}

function admitted(caller: Caller, call: IncomingCall): Caller {
  if (!caller.isInternal && call.getPath().startsWith(internalPrefix)) {
    throw new WeirError(
      'CLUSTER_AUTHORIZATION_FAILED',
      `${caller.principal} may not call ${call.getPath()}: it is for services of the cluster`,
    );
  }
  return caller;
}
