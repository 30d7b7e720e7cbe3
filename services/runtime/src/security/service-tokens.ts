import { createHash } from 'node:crypto';
import type { Clock } from '@weir/core';
import { authenticationFailed, type Identity } from './identity.ts';
import { toTokenError } from './to-token-error.ts';

/** What services prove themselves with to each other. */
export interface ServiceTokensOptions {
  /** Name of this service: `coordinator`. */
  readonly service: string;
  /** The first one signs; each of them is accepted. */
  readonly secrets: () => readonly string[];
  readonly clock: Clock;
}

const algorithm = 'HS256';
const issuer = 'weir';
const lifeMs = 10 * 60_000;
/** In characters: one that says the algorithm, and little else. */
const maxHeaderLength = 200;
/** By how much the clocks of machines may differ, in seconds. */
const clockToleranceS = 60;

interface SignedToken {
  readonly token: string;
  readonly header: string;
  readonly secret: string;
  readonly renewAtMs: number;
}

/**
 * The tokens by which services of one cluster know each other: JSON Web Tokens that live ten minutes,
 * signed with the cluster's secret. They are renewed when half their life is over.
 */
export class ServiceTokens {
  readonly #options: ServiceTokensOptions;
  #signed: SignedToken | undefined;
  #signing: Promise<SignedToken> | undefined;

  constructor(options: ServiceTokensOptions) {
    this.#options = options;
  }

  /** The value of `authorization` for calls of this service. */
  readonly authorization = (): string | Promise<string> => {
    const signed = this.#current();
    return signed instanceof Promise ? signed.then(({ header }) => header) : signed.header;
  };

  /** The token alone, as clients take it. */
  readonly token = (): string | Promise<string> => {
    const signed = this.#current();
    return signed instanceof Promise ? signed.then(({ token }) => token) : signed.token;
  };

  /** Whose token it is; `AUTHENTICATION_FAILED` when no secret of this cluster has signed it. */
  async authenticate(token: string): Promise<Identity> {
    const { jwtVerify } = await import('jose');
    const secrets = this.#options.secrets();
    for (const [index, secret] of secrets.entries()) {
      try {
        const { payload } = await jwtVerify(token, keyOf(secret), {
          algorithms: [algorithm],
          issuer,
          requiredClaims: ['exp', 'sub'],
          clockTolerance: clockToleranceS,
          currentDate: new Date(this.#options.clock.nowMs()),
        });
        return this.#identity(secret, payload.sub ?? '', payload.exp ?? 0);
      } catch (error) {
        if (!isWrongSignature(error)) throw toTokenError(error);
        if (index === secrets.length - 1) break;
      }
    }
    throw authenticationFailed(
      'The token of the service is signed with another cluster secret: WEIR_CLUSTER_SECRET must be the same everywhere',
    );
  }

  #current(): SignedToken | Promise<SignedToken> {
    const signed = this.#signed;
    const [secret] = this.#options.secrets();
    if (signed !== undefined && signed.secret === secret) {
      if (this.#options.clock.monotonicMs() < signed.renewAtMs) return signed;
    }
    this.#signing ??= this.#sign().finally(() => {
      this.#signing = undefined;
    });
    return this.#signing;
  }

  #identity(secret: string, principal: string, expiresAtS: number): Identity {
    if (!principal.startsWith('service:')) {
      throw authenticationFailed('The token signed with the cluster secret names no service');
    }
    return {
      principal,
      kind: 'service',
      expiresAtMs: (expiresAtS + clockToleranceS) * 1_000,
      refusal: () =>
        this.#options.secrets().includes(secret)
          ? undefined
          : 'The cluster secret that signed the token of the service is not accepted any more',
    };
  }

  async #sign(): Promise<SignedToken> {
    const { SignJWT } = await import('jose');
    const { service, secrets, clock } = this.#options;
    const [secret = ''] = secrets();
    const nowMs = clock.nowMs();
    const token = await new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setSubject(`service:${service}`)
      .setIssuedAt(new Date(nowMs))
      .setExpirationTime(new Date(nowMs + lifeMs))
      .sign(keyOf(secret));
    const renewAtMs = clock.monotonicMs() + lifeMs / 2;
    const signed = { token, header: `Bearer ${token}`, secret, renewAtMs };
    this.#signed = signed;
    return signed;
  }
}

/** Whether a token looks like one of a service: those of users are never signed by a shared secret. */
export function isServiceToken(token: string): boolean {
  const [header = ''] = token.split('.', 1);
  if (header.length === token.length || header.length > maxHeaderLength) return false;
  try {
    const decoded: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    return (decoded as { readonly alg?: unknown } | null)?.alg === algorithm;
  } catch {
    return false;
  }
}

/** A key of the length that the algorithm wants, for nothing else. */
function keyOf(secret: string): Uint8Array {
  return createHash('sha256').update('weir service token\n').update(secret).digest();
}

function isWrongSignature(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'
  );
}
