import type { ApiKeyAuthenticator } from './api-key-authenticator.ts';
import { authenticationFailed, type Identity } from './identity.ts';
import type { JwtAuthenticator } from './jwt-authenticator.ts';
import { isServiceToken, type ServiceTokens } from './service-tokens.ts';

/** Those who know whose credentials some text is. */
export interface AuthenticatorsOptions {
  readonly services: ServiceTokens;
  readonly apiKeys: ApiKeyAuthenticator;
  /** Absent: JSON Web Tokens of users are not accepted. */
  readonly jwts?: JwtAuthenticator;
}

const scheme = /^bearer +/i;

/** Gives the value of an `authorization` header to the one who knows such credentials. */
export class Authenticators {
  readonly #options: AuthenticatorsOptions;

  constructor(options: AuthenticatorsOptions) {
    this.#options = options;
  }

  /** Whether the header is, or says to be, that of a service of the cluster. */
  isOfService(header: string): boolean {
    return isServiceToken(header.replace(scheme, ''));
  }

  /** Whose header it is; `AUTHENTICATION_FAILED` when it is nobody's. */
  authenticate(header: string): Identity | Promise<Identity> {
    if (!scheme.test(header)) {
      throw authenticationFailed('The authorization header is not of the form "Bearer ..."');
    }
    const { services, apiKeys, jwts } = this.#options;
    const credentials = header.replace(scheme, '');
    if (credentials.startsWith('weir_')) return apiKeys.authenticate(credentials);
    if (isServiceToken(credentials)) return services.authenticate(credentials);
    if (jwts === undefined) {
      throw authenticationFailed('JSON Web Tokens are not accepted here: use an API key');
    }
    return jwts.authenticate(credentials);
  }
}
