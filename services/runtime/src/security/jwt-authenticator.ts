import { type Clock, toWeirError, type WeirError } from '@weir/core';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import { adminPrincipal, authenticationFailed, type Identity } from './identity.ts';
import type { JwtKeys } from './jwt-keys.ts';
import { toTokenError } from './to-token-error.ts';
import { userPrincipal } from './user-principal.ts';

/** What is asked of tokens beside a good signature. */
export interface JwtRules {
  /** Empty: any. */
  readonly issuer: string;
  /** Empty: any. */
  readonly audience: string;
  /** By how much clocks may differ, in milliseconds. */
  readonly clockSkewMs: number;
  /** The claim that names the user. */
  readonly principalClaim: string;
  /** Whether a token may name the principal of admin keys. */
  readonly mayBeAdmin: boolean;
}

/** What verifies tokens. */
export interface JwtAuthenticatorOptions {
  readonly keys: JwtKeys;
  readonly rules: JwtRules;
  readonly clock: Clock;
  /** Called when a token that was good is not any more. */
  readonly onRevoked: () => void;
}

/** Only signatures by keys that this side cannot make itself: a public key is no secret to share. */
const algorithms = [
  ['RS256', 'RS384', 'RS512'],
  ['PS256', 'PS384', 'PS512'],
  ['ES256', 'ES384', 'ES512'],
  ['EdDSA', 'Ed25519'],
].flat();

/** Knows users by the JSON Web Tokens (RFC 7519) of an identity provider. */
export class JwtAuthenticator {
  readonly #options: JwtAuthenticatorOptions;
  #keysVersion = 0;

  constructor(options: JwtAuthenticatorOptions) {
    this.#options = options;
    options.keys.onChange(() => {
      this.#keysVersion += 1;
    });
  }

  /** Whom a token names; `AUTHENTICATION_FAILED` says what is wrong with it, not what is in it. */
  async authenticate(token: string): Promise<Identity> {
    let verifiedVersion = this.#keysVersion;
    const payload = await this.#verify(token);
    const principal = this.#principalOf(payload);
    const { clockSkewMs } = this.#options.rules;
    let refusal: string | undefined;
    return {
      principal,
      kind: 'user',
      expiresAtMs: (payload.exp ?? 0) * 1_000 + clockSkewMs,
      refusal: () => {
        if (refusal === undefined && verifiedVersion !== this.#keysVersion) {
          verifiedVersion = this.#keysVersion;
          void this.#verify(token).catch((error: unknown) => {
            const { code, message } = toWeirError(error);
            if (code !== 'AUTHENTICATION_FAILED') return;
            refusal = message;
            this.#options.onRevoked();
          });
        }
        return refusal;
      },
    };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const { errors, jwtVerify } = await import('jose');
    const { keys } = this.#options;
    const options = this.#verifyOptions();
    try {
      return (await jwtVerify(token, keys.find, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw toTokenError(error);
      // A token that names no key, and several that could be its own.
      for await (const key of error) {
        const verified = await jwtVerify(token, key, options).catch((cause: unknown) => cause);
        if (verified instanceof errors.JWSSignatureVerificationFailed) continue;
        if (verified instanceof Error) throw toTokenError(verified);
        return (verified as { readonly payload: JWTPayload }).payload;
      }
      throw authenticationFailed('The signature of the token is wrong');
    }
  }

  #verifyOptions(): JWTVerifyOptions {
    const { rules, clock } = this.#options;
    return {
      algorithms,
      requiredClaims: ['exp'],
      clockTolerance: rules.clockSkewMs / 1_000,
      currentDate: new Date(clock.nowMs()),
      ...(rules.issuer === '' ? undefined : { issuer: rules.issuer }),
      ...(rules.audience === '' ? undefined : { audience: rules.audience }),
    };
  }

  #principalOf(payload: JWTPayload): string {
    const { principalClaim, mayBeAdmin } = this.#options.rules;
    const principal = userPrincipal(payload[principalClaim]);
    if (principal === undefined) {
      throw authenticationFailed(`The token has no claim "${principalClaim}" that can name a user`);
    }
    if (principal === adminPrincipal && !mayBeAdmin) throw reservedPrincipal('token');
    return principal;
  }
}

/** For a token or certificate that names the principal of admin keys. */
export function reservedPrincipal(what: 'token' | 'certificate'): WeirError {
  return authenticationFailed(
    `The ${what} names ${adminPrincipal}, the principal of admin keys: list it in WEIR_SUPER_USERS to allow that`,
  );
}
