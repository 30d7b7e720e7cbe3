import { WeirError } from '@weir/core';

/** Whom somebody has proven to be, and for how long that holds. */
export interface Identity {
  readonly principal: string;
  readonly kind: 'user' | 'super-user' | 'service';
  /** First moment at which the proof does not hold any more, on the wall clock; absent: it holds on. */
  readonly expiresAtMs?: number;
  /** Says why the proof does not hold any more, if so. Asked again after each change of what is known. */
  refusal(): string | undefined;
}

/** Principal of those whom nobody asked. */
export const anonymous = 'anonymous';

/** Principal of whoever has an admin key: a super user. */
export const adminPrincipal = 'user:admin';

/** For credentials that are missing or wrong, or that do not hold any more. */
export function authenticationFailed(reason: string, cause?: unknown): WeirError {
  return new WeirError('AUTHENTICATION_FAILED', reason, cause === undefined ? {} : { cause });
}

/** For those whom a service cannot judge before it has heard who may do what. */
export function notLoaded(): WeirError {
  return new WeirError('UNAVAILABLE', 'This service has not heard from a controller yet');
}
