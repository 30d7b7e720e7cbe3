import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsMaterial } from './tls-source.ts';

/** What each part of the material is called where a problem is told of. */
export interface TlsMaterialNames {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const certificatePattern = /^-----BEGIN CERTIFICATE-----\s*$[^-]+^-----END CERTIFICATE-----\s*$/gm;

/** What is wrong with the material, each problem in a phrase that names the part; empty if nothing is. */
export function tlsProblems(material: TlsMaterial, names: TlsMaterialNames): readonly string[] {
  const { ca, cert, key } = material;
  const problems = [
    ...(ca === undefined ? [] : certificateProblems(ca, names.ca)),
    ...(cert === undefined ? [] : certificateProblems(cert, names.cert)),
    ...pairProblems(material, names),
  ];
  if (key !== undefined && cert === undefined) problems.push(`${names.key}: has no certificate`);
  if (cert !== undefined && key === undefined) problems.push(`${names.cert}: has no key`);
  return problems.length > 0 ? problems : contextProblems(material, names);
}

/** When the first certificate of a text in PEM ends, in milliseconds since 1970. */
export function certificateExpiresAtMs(pem: Buffer): number {
  return Date.parse(new X509Certificate(pem).validTo);
}

function certificateProblems(pem: Buffer, name: string): readonly string[] {
  const text = pem.toString('latin1');
  const certificates = text.match(certificatePattern) ?? [];
  if (certificates.length === 0) return [`${name}: has no certificate in PEM`];
  // Where files were joined without an end of line between them, OpenSSL would stop without a word.
  if (certificates.length !== text.split('BEGIN CERTIFICATE').length - 1) {
    return [`${name}: has a certificate that does not start or end on a line of its own`];
  }
  for (const [index, certificate] of certificates.entries()) {
    try {
      void new X509Certificate(certificate);
    } catch {
      return [`${name}: certificate ${index + 1} of ${certificates.length} cannot be read`];
    }
  }
  return [];
}

function pairProblems({ cert, key }: TlsMaterial, names: TlsMaterialNames): readonly string[] {
  if (key === undefined) return [];
  let privateKey;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    // The reason that OpenSSL gives tells nothing to a person.
    return [`${names.key}: has no private key in PEM, or one that is encrypted`];
  }
  if (cert === undefined) return [];
  try {
    if (new X509Certificate(cert).checkPrivateKey(privateKey)) return [];
    return [`${names.key}: does not belong to the certificate of ${names.cert}`];
  } catch {
    // That the certificate cannot be read is told of elsewhere.
    return [];
  }
}

/** What OpenSSL itself refuses: a key that is too short, for one. */
function contextProblems(material: TlsMaterial, names: TlsMaterialNames): readonly string[] {
  try {
    createSecureContext(material);
    return [];
  } catch (error) {
    return [`${names.cert}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
