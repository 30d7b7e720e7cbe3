import type { AdminKeys } from './admin-keys.ts';
import { type ApiKeyParts, isSameHash, parseApiKey } from './api-key.ts';
import { adminPrincipal, authenticationFailed, type Identity, notLoaded } from './identity.ts';
import type { SecurityView } from './security-view.ts';

/** Where keys are known from. */
export interface ApiKeySources {
  readonly view: SecurityView;
  /** Those of the admin key file as it is now; none without such a file. */
  readonly adminKeys: () => AdminKeys;
}

/** Knows the owners of API keys: those that the cluster keeps, and those of the admin key file. */
export class ApiKeyAuthenticator {
  readonly #sources: ApiKeySources;

  constructor(sources: ApiKeySources) {
    this.#sources = sources;
  }

  /** Whose key it is; `AUTHENTICATION_FAILED` says what is wrong with it. Its expiry is not looked at. */
  authenticate(text: string): Identity {
    const parts = parseApiKey(text);
    if (parts === undefined) {
      throw authenticationFailed('The API key is not of the form weir_<id>_<secret>');
    }
    if (this.#sources.adminKeys().has(parts.keyId)) return this.#admin(parts);
    return this.#user(parts);
  }

  #admin(parts: ApiKeyParts): Identity {
    const refusal = (): string | undefined => {
      const known = this.#sources.adminKeys().get(parts.keyId);
      if (known === undefined) return `The admin key ${parts.keyId} was revoked`;
      return isSameHash(known.secretSha256, parts.secretSha256)
        ? undefined
        : `The secret of the admin key ${parts.keyId} is wrong`;
    };
    refuseNow(refusal());
    return { principal: adminPrincipal, kind: 'super-user', refusal };
  }

  #user({ keyId, secretSha256 }: ApiKeyParts): Identity {
    const { view } = this.#sources;
    const record = view.apiKey(keyId);
    if (record === undefined && !view.isLoaded) throw notLoaded();
    // Which ids exist is no secret: they are shown in lists and logs.
    if (record?.key === undefined || record.key === null) {
      throw authenticationFailed(`The API key ${quote(keyId)} is unknown or was revoked`);
    }
    if (!isSameHash(record.secretSha256, secretSha256)) {
      throw authenticationFailed(`The secret of the API key ${quote(keyId)} is wrong`);
    }
    const { principal, expiresAtMs } = record.key;
    return {
      principal,
      kind: 'user',
      ...(expiresAtMs > 0 ? { expiresAtMs } : undefined),
      refusal: () => {
        const known = view.apiKey(keyId);
        const isSame =
          known?.key?.principal === principal && isSameHash(known.secretSha256, secretSha256);
        return isSame ? undefined : `The API key ${quote(keyId)} was revoked`;
      },
    };
  }
}

function refuseNow(refusal: string | undefined): void {
  if (refusal !== undefined) throw authenticationFailed(refusal);
}

/** An id that a stranger chose, as it may stand in a message. */
function quote(keyId: string): string {
  return `"${keyId.slice(0, 64)}"`;
}
