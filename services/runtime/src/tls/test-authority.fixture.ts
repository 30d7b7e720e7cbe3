import { generate } from 'selfsigned';

/** A certificate with its key, in PEM. */
export interface TestCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What a certificate says. */
export interface IssueOptions {
  /** `CN`, and for a server what it is called. */
  readonly name: string;
  readonly expiresAt?: Date;
}

/** An authority that signs certificates for tests. */
export class TestAuthority {
  readonly ca: Buffer;
  readonly #key: string;

  private constructor(cert: string, key: string) {
    this.ca = Buffer.from(`${cert.trim()}\n`);
    this.#key = key;
  }

  static async create(name = 'Test authority'): Promise<TestAuthority> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      algorithm: 'sha256',
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    return new TestAuthority(cert, key);
  }

  /** A certificate for a server at this machine's loopback address, and for a client. */
  async issue({ name, expiresAt }: IssueOptions): Promise<TestCertificate> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      algorithm: 'sha256',
      keyType: 'ec',
      ca: { cert: this.ca.toString(), key: this.#key },
      notBeforeDate: new Date(Date.now() - 2 * 86_400_000),
      ...(expiresAt === undefined ? {} : { notAfterDate: expiresAt }),
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: name },
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    });
    return { cert: Buffer.from(`${cert.trim()}\n`), key: Buffer.from(`${key.trim()}\n`) };
  }
}
