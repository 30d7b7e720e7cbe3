import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCertificate } from '@weir/runtime/fixtures';

/** Where `writeCertificate` has put them. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Writes a certificate and its key into a directory, over those of the same name. */
export function writeCertificate(
  directory: string,
  name: string,
  { cert, key }: TestCertificate,
): CertificateFiles {
  const files = { cert: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}
