import { WeirError } from '@weir/core';
import type { errors } from 'jose';
import { authenticationFailed } from './identity.ts';

const reasons: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is signed by an algorithm that is not accepted here',
  ERR_JOSE_NOT_SUPPORTED: 'The token is signed by an algorithm that is not accepted here',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed by a key that is not known here',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the token is wrong',
  ERR_JWT_EXPIRED: 'The token has expired',
  ERR_JWT_INVALID: 'The credentials are neither an API key nor a token',
  ERR_JWS_INVALID: 'The credentials are neither an API key nor a token',
};

const claimReasons: Readonly<Record<string, string>> = {
  iss: 'The token is of another issuer than the one that is accepted here',
  aud: 'The token is meant for another audience',
  nbf: 'The token is not valid yet: do the clocks differ?',
  iat: 'The token is of the future: do the clocks differ?',
  exp: 'The token has no time at which it expires',
};

/** What was wrong with a token, of what `jose` throws: `UNAVAILABLE` when that could not be found out. */
export function toTokenError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    const { claim } = error as errors.JWTClaimValidationFailed;
    return authenticationFailed(claimReasons[claim] ?? `The claim "${claim}" is wrong`, error);
  }
  const reason = reasons[code];
  if (reason !== undefined) return authenticationFailed(reason, error);
  return new WeirError('UNAVAILABLE', 'Cannot verify the token now', { cause: error });
}
