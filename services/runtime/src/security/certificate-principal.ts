import { authenticationFailed } from './identity.ts';
import { userPrincipal } from './user-principal.ts';

/** The part of a certificate that is read, as Node tells it. */
interface Certificate {
  readonly subject?: { readonly CN?: string | readonly string[] };
  readonly fingerprint256?: string;
  readonly valid_to?: string;
}

/** Whom a client's certificate names. */
export interface CertificatePrincipal {
  /** `user:<common name>`. */
  readonly principal: string;
  /** SHA-256 of the certificate: the same for the same one. */
  readonly fingerprint: string;
  /** When it ends, on the wall clock; absent when that cannot be read. */
  readonly expiresAtMs?: number;
}

/** Reads a certificate that TLS has verified; `AUTHENTICATION_FAILED` when it has not one common name. */
export function certificatePrincipal(certificate: unknown): CertificatePrincipal {
  const { subject, fingerprint256, valid_to: validTo } = certificate as Certificate;
  const principal = userPrincipal(subject?.CN);
  if (principal === undefined) {
    throw authenticationFailed("The client's certificate has not one common name (CN)");
  }
  const expiresAtMs = Date.parse(validTo ?? '');
  return {
    principal,
    fingerprint: fingerprint256 ?? principal,
    ...(Number.isNaN(expiresAtMs) ? undefined : { expiresAtMs }),
  };
}
