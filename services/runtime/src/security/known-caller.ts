import type { AclOperation, Clock, Resource } from '@weir/core';
import type { AccessRules } from './access-rules.ts';
import type { Usage } from './caller.ts';
import { Decisions } from './decisions.ts';
import { authenticationFailed, type Identity } from './identity.ts';
import type { Quotas } from './quotas.ts';

/** What judges and counts a caller. */
export interface KnownCallerOptions {
  readonly identity: Identity;
  readonly rules: AccessRules;
  readonly clock: Clock;
  /** What its usage is counted against; nothing for one that is never charged. */
  readonly quotas?: Quotas;
}

/**
 * Somebody whose credentials were verified, shared by all their calls.
 *
 * Whether the credentials still hold is asked again after each change of what is known, and at the time at
 * which they expire: asking costs two comparisons otherwise.
 */
export class KnownCaller {
  readonly principal: string;
  readonly isInternal: boolean;
  readonly #options: KnownCallerOptions;
  readonly #decisions: Decisions;
  readonly #expiresAtMs: number;
  #checkedVersion = -1;

  constructor(options: KnownCallerOptions) {
    const { identity, rules } = options;
    this.#options = options;
    this.principal = identity.principal;
    this.isInternal = identity.kind === 'service';
    this.#expiresAtMs = identity.expiresAtMs ?? Number.POSITIVE_INFINITY;
    this.#decisions = new Decisions(rules, identity.principal);
  }

  get securityVersion(): number {
    return this.#options.rules.version;
  }

  /** Throws `AUTHENTICATION_FAILED` when its credentials may not begin a call any more. */
  checkAtStart(): void {
    if (this.#options.clock.nowMs() >= this.#expiresAtMs) {
      throw authenticationFailed(`The credentials of ${this.principal} have expired`);
    }
    this.#checkRefusal();
  }

  /**
   * Throws `AUTHENTICATION_FAILED` when a call that has begun may not go on. A service renews its token for
   * new calls only: its streams last.
   */
  check(): void {
    if (this.isInternal) this.#checkRefusal();
    else this.checkAtStart();
  }

  may(operation: AclOperation, resource: Resource): boolean {
    const { identity, rules } = this.#options;
    if (identity.kind !== 'user' || rules.isUnlimited(this.principal)) return true;
    return this.#decisions.may(operation, resource);
  }

  charge(usage: Usage): number {
    return this.#options.quotas?.charge(this.principal, usage) ?? 0;
  }

  #checkRefusal(): void {
    const { identity, rules } = this.#options;
    if (this.#checkedVersion === rules.version) return;
    const refusal = identity.refusal();
    if (refusal !== undefined) throw authenticationFailed(refusal);
    this.#checkedVersion = rules.version;
  }
}
