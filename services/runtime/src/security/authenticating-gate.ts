import { type Clock, toWeirError, WeirError } from '@weir/core';
import type { AccessRules } from './access-rules.ts';
import type { AuditLog } from './audit-log.ts';
import type { Authenticators } from './authenticators.ts';
import { CallAudit } from './call-audit.ts';
import type { Caller } from './caller.ts';
import { certificatePrincipal } from './certificate-principal.ts';
import { IdentifiedCaller, noteFailure } from './identified-caller.ts';
import {
  adminPrincipal,
  anonymous,
  authenticationFailed,
  type Identity,
  notLoaded,
} from './identity.ts';
import { reservedPrincipal } from './jwt-authenticator.ts';
import { KnownCaller } from './known-caller.ts';
import { decodeOnBehalfOf, onBehalfOfKey } from './on-behalf-of.ts';
import type { Quotas } from './quotas.ts';
import { RecentCache } from './recent-cache.ts';
import type { IncomingCall, SecurityGate } from './security-gate.ts';

/** What a gate asks, and what it judges by. */
export interface AuthenticatingGateOptions {
  /** Whether everybody must say who they are; else only services do, and others are `anonymous`. */
  readonly isRequired: boolean;
  readonly authenticators: Authenticators;
  readonly rules: AccessRules;
  readonly quotas: Quotas;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Whether this process has heard who may do what. */
  readonly isLoaded: () => boolean;
  /** Whether a certificate may name the principal of admin keys. */
  readonly certificateMayBeAdmin: boolean;
}

/**
 * How many credentials are remembered, and how many tokens may be verified at the same time: that takes
 * threads which the disks need as well.
 */
const maxKnown = 10_000;
const maxVerifying = 256;

/**
 * Finds out who calls: a service or user by the `authorization` header, else a user by the client's
 * certificate.
 *
 * What was found out is remembered, so that most calls cost a look into a table; what it was found from is
 * asked again after each change. Tokens are verified outside the main thread, equal ones once.
 */
export class AuthenticatingGate implements SecurityGate {
  readonly audit: CallAudit;
  readonly #options: AuthenticatingGateOptions;
  readonly #known = new RecentCache<KnownCaller>(maxKnown);
  readonly #represented = new RecentCache<KnownCaller>(maxKnown);
  readonly #verifying = new Map<string, Promise<KnownCaller>>();
  readonly #anonymous: KnownCaller;

  constructor(options: AuthenticatingGateOptions) {
    this.#options = options;
    this.audit = new CallAudit(options.audit);
    this.#anonymous = this.#userOf(anonymous, true);
  }

  identify(call: IncomingCall): Caller | Promise<Caller> {
    try {
      const known = this.#find(call);
      if (!(known instanceof Promise)) return this.#admit(known, call);
      return known.then(
        (verified) => this.#admitOrNote(verified, call),
        (error: unknown) => this.#fail(call, error),
      );
    } catch (error) {
      return this.#fail(call, error);
    }
  }

  #admitOrNote(known: KnownCaller, call: IncomingCall): Caller {
    try {
      return this.#admit(known, call);
    } catch (error) {
      return this.#fail(call, error);
    }
  }

  #fail(call: IncomingCall, thrown: unknown): never {
    const error = toWeirError(thrown);
    noteFailure(this.#options.audit, call, error);
    throw error;
  }

  #find(call: IncomingCall): KnownCaller | Promise<KnownCaller> {
    const { authenticators, isRequired } = this.#options;
    const header = headerOf(call, 'authorization');
    if (header === undefined) return isRequired ? this.#byCertificate(call) : this.#anonymous;
    const known = this.#known.get(header);
    if (known !== undefined) return this.#stillGood(header, known);
    if (!isRequired && !authenticators.isOfService(header)) return this.#anonymous;
    const verifying = this.#verifying.get(header);
    if (verifying !== undefined) return verifying;
    const identity = authenticators.authenticate(header);
    if (!(identity instanceof Promise)) return this.#remember(header, identity);
    return this.#whenVerified(header, identity);
  }

  #stillGood(header: string, known: KnownCaller): KnownCaller {
    try {
      known.checkAtStart();
      return known;
    } catch (error) {
      this.#known.delete(header);
      throw error;
    }
  }

  async #whenVerified(header: string, identity: Promise<Identity>): Promise<KnownCaller> {
    if (this.#verifying.size >= maxVerifying) {
      identity.catch(() => undefined);
      throw new WeirError('RESOURCE_EXHAUSTED', 'Too many tokens are being verified: try again');
    }
    const verifying = identity.then((verified) => this.#remember(header, verified));
    this.#verifying.set(header, verifying);
    try {
      return await verifying;
    } finally {
      this.#verifying.delete(header);
    }
  }

  #remember(key: string, identity: Identity): KnownCaller {
    const { rules, clock, quotas } = this.#options;
    const isCharged = identity.kind !== 'service';
    const known = new KnownCaller({ identity, rules, clock, ...(isCharged ? { quotas } : {}) });
    known.checkAtStart();
    this.#known.set(key, known);
    return known;
  }

  #byCertificate(call: IncomingCall): KnownCaller {
    const { sslPeerCertificate } = call.getAuthContext();
    if (sslPeerCertificate === undefined) {
      throw authenticationFailed(
        'No credentials: send "authorization: Bearer" with an API key or a token',
      );
    }
    const { fingerprint, ...named } = certificatePrincipal(sslPeerCertificate);
    if (named.principal === adminPrincipal && !this.#options.certificateMayBeAdmin) {
      throw reservedPrincipal('certificate');
    }
    // No header begins so: the two cannot be taken for each other.
    const key = `certificate ${fingerprint}`;
    const known = this.#known.get(key);
    if (known !== undefined) return this.#stillGood(key, known);
    return this.#remember(key, { ...named, kind: 'user', refusal: () => undefined });
  }

  #admit(known: KnownCaller, call: IncomingCall): Caller {
    const { audit, isLoaded, rules } = this.#options;
    const caller = this.#representedBy(known, call);
    const isJudgeable = caller.isInternal || isLoaded() || rules.isUnlimited(caller.principal);
    if (!isJudgeable) throw notLoaded();
    return new IdentifiedCaller(caller, call, audit);
  }

  /** For whom the caller makes the call: a service may do so for somebody else. */
  #representedBy(caller: KnownCaller, call: IncomingCall): KnownCaller {
    const header = headerOf(call, onBehalfOfKey);
    if (header === undefined) return caller;
    if (!caller.isInternal) {
      throw authenticationFailed(
        `${caller.principal} may not call on behalf of others: only services of the cluster may`,
      );
    }
    const known = this.#represented.get(header);
    if (known !== undefined) return known;
    const principal = decodeOnBehalfOf(header);
    if (principal === undefined) {
      throw authenticationFailed(`"${header.slice(0, 64)}" in ${onBehalfOfKey} is not a user`);
    }
    const represented = this.#userOf(principal, false);
    this.#represented.set(header, represented);
    return represented;
  }

  #userOf(principal: string, isCharged: boolean): KnownCaller {
    const { rules, clock, quotas } = this.#options;
    const identity: Identity = { principal, kind: 'user', refusal: () => undefined };
    return new KnownCaller({ identity, rules, clock, ...(isCharged ? { quotas } : {}) });
  }
}

function headerOf(call: IncomingCall, key: string): string | undefined {
  const [value] = call.metadata.get(key);
  return typeof value === 'string' ? value : undefined;
}
