import type { Metadata } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import type { CallAudit } from './call-audit.ts';
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
  /** Where administrative calls are noted. */
  readonly audit?: CallAudit;
}

/** Lets everybody in, as somebody who may do everything. */
export const openGate: SecurityGate = { identify: () => unrestrictedCaller };

const internalPrefix = '/weir.internal.';

/** Who makes the call, if they may make it at all: only services of the cluster may call inside. */
export function admit(gate: SecurityGate, call: IncomingCall): Caller | Promise<Caller> {
  const caller = gate.identify(call);
  return caller instanceof Promise
    ? caller.then((identified) => admitted(gate, identified, call))
    : admitted(gate, caller, call);
}

function admitted(gate: SecurityGate, caller: Caller, call: IncomingCall): Caller {
  if (caller.isInternal || !call.getPath().startsWith(internalPrefix)) return caller;
  gate.audit?.refused(call, caller);
  throw new WeirError(
    'CLUSTER_AUTHORIZATION_FAILED',
    `${caller.principal} may not call ${call.getPath()}: it is for services of the cluster`,
  );
}
