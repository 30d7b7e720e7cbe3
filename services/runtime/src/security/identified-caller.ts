import { type AclOperation, type Resource, WeirError } from '@weir/core';
import { methodOf } from '../method-of.ts';
import { accessDenied } from './access-denied.ts';
import type { AuditLog } from './audit-log.ts';
import type { Caller, Usage } from './caller.ts';
import type { KnownCaller } from './known-caller.ts';
import type { IncomingCall } from './security-gate.ts';

/** The caller of one call: somebody known, and where the call came from, for the audit log. */
export class IdentifiedCaller implements Caller {
  readonly #known: KnownCaller;
  readonly #call: IncomingCall;
  readonly #audit: AuditLog;

  constructor(known: KnownCaller, call: IncomingCall, audit: AuditLog) {
    this.#known = known;
    this.#call = call;
    this.#audit = audit;
  }

  get principal(): string {
    return this.#known.principal;
  }

  get isInternal(): boolean {
    return this.#known.isInternal;
  }

  get securityVersion(): number {
    return this.#known.securityVersion;
  }

  may(operation: AclOperation, resource: Resource): boolean {
    return this.#known.may(operation, resource);
  }

  require(operation: AclOperation, resource: Resource): void {
    this.checkCredentials();
    if (this.#known.may(operation, resource)) return;
    const error = accessDenied(this.principal, operation, resource);
    this.#audit.note({
      event: 'access-denied',
      principal: this.principal,
      peer: this.#call.getPeer(),
      method: methodOf(this.#call.getPath()),
      resources: [`${resource.type}:${resource.name}`],
      outcome: error.code,
      reason: `may not ${operation}`,
    });
    throw error;
  }

  checkCredentials(): void {
    try {
      this.#known.check();
    } catch (error) {
      if (error instanceof WeirError) noteFailure(this.#audit, this.#call, error);
      throw error;
    }
  }

  charge(usage: Usage): number {
    return this.#known.charge(usage);
  }
}

/** Notes that somebody could not be identified, or is not trusted any more. */
export function noteFailure(audit: AuditLog, call: IncomingCall, error: WeirError): void {
  if (error.code !== 'AUTHENTICATION_FAILED') return;
  audit.note({
    event: 'authentication-failed',
    peer: call.getPeer(),
    method: methodOf(call.getPath()),
    outcome: error.code,
    reason: error.message,
  });
}
