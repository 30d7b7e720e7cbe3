import { methodOf } from '../method-of.ts';
import type { AuditLog } from './audit-log.ts';
import { auditKindOf } from './audited-methods.ts';
import { auditedResources } from './audited-resources.ts';
import type { Caller } from './caller.ts';

/** Where a call came from, and what it calls. */
interface CallPlace {
  getPath(): string;
  getPeer(): string;
}

/** Notes administrative calls in an audit log; every other call costs it one look at the path. */
export class CallAudit {
  readonly #log: AuditLog;

  constructor(log: AuditLog) {
    this.#log = log;
  }

  /** Notes a call that has ended with `OK` or the code of its error, if calls of its method are noted. */
  ended(call: CallPlace & { readonly request: unknown }, caller: Caller, outcome: string): void {
    const kind = auditKindOf(call.getPath(), call.request);
    if (kind === undefined) return;
    const method = methodOf(call.getPath());
    const line = {
      event: 'administrative-call',
      principal: caller.principal,
      peer: call.getPeer(),
      method,
      resources: auditedResources(method, call.request),
      outcome,
    } as const;
    if (kind === 'look') this.#log.look(line);
    else if (outcome === 'OK') this.#log.change(line);
    else this.#log.note(line);
  }

  /** Notes that somebody from outside called what only services of the cluster may call. */
  refused(call: CallPlace, caller: Caller): void {
    this.#log.note({
      event: 'access-denied',
      principal: caller.principal,
      peer: call.getPeer(),
      method: methodOf(call.getPath()),
      outcome: 'CLUSTER_AUTHORIZATION_FAILED',
      reason: 'is for services of the cluster',
    });
  }
}
