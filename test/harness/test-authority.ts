import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate with its key, in PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Signs certificates for this machine's loopback address, as an operator's authority would. */
export class TestAuthority {
  readonly #pair: TestCertificate;

  private constructor(pair: TestCertificate) {
    this.#pair = pair;
  }

  static async create(): Promise<TestAuthority> {
    const pair = await generate([{ name: 'commonName', value: 'Authority' }], {
      algorithm: 'sha256',
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    return new TestAuthority({ cert: pair.cert, key: pair.private });
  }

  get ca(): string {
    return this.#pair.cert;
  }

  /** A certificate for a server or a client. */
  async issue(name: string): Promise<TestCertificate> {
    const pair = await generate([{ name: 'commonName', value: name }], {
      algorithm: 'sha256',
      keyType: 'ec',
      ca: this.#pair,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    });
    return { cert: pair.cert, key: pair.private };
  }
}

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
