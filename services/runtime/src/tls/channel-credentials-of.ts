import { getCACertificates } from 'node:tls';
import { type ChannelCredentials, credentials, experimental } from '@grpc/grpc-js';
import type { TlsMaterial, TlsSource } from './tls-source.ts';

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

/** TLS of outgoing calls. */
export interface ChannelTls {
  readonly source: TlsSource;
  /** Name that certificates of servers must have; the host that is called by default. */
  readonly serverName?: string;
}

/**
 * Credentials of a channel. A replaced certificate is used by the next connection; those that are open
 * live on.
 *
 * `@grpc/grpc-js` asks a certificate provider at each connection. The one that it has itself reads files
 * and drops what it had when new ones cannot be read; this one takes what was checked.
 */
export function channelCredentialsOf(tls: ChannelTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const { source } = tls;
  const hasIdentity = source.current.cert !== undefined;
  const provider = new SourceProvider(source);
  return experimental.createCertificateProviderChannelCredentials(
    provider,
    hasIdentity ? provider : null,
  );
}

class SourceProvider implements experimental.CertificateProvider {
  readonly #source: TlsSource;
  readonly #unsubscribe = new Map<CaListener | IdentityListener, () => void>();

  constructor(source: TlsSource) {
    this.#source = source;
  }

  addCaCertificateListener(listener: CaListener): void {
    this.#follow(listener, ({ ca = systemAuthorities() }) => {
      listener({ caCertificate: ca });
    });
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.#forget(listener);
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.#follow(listener, ({ cert, key }) => {
      const isWhole = cert !== undefined && key !== undefined;
      listener(isWhole ? { certificate: cert, privateKey: key } : null);
    });
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.#forget(listener);
  }

  #follow(listener: CaListener | IdentityListener, tell: (material: TlsMaterial) => void): void {
    this.#forget(listener);
    const unsubscribe = this.#source.onChange(() => {
      tell(this.#source.current);
    });
    this.#unsubscribe.set(listener, unsubscribe);
    tell(this.#source.current);
  }

  #forget(listener: CaListener | IdentityListener): void {
    this.#unsubscribe.get(listener)?.();
    this.#unsubscribe.delete(listener);
  }
}

/** Those that Node trusts by itself, with `NODE_EXTRA_CA_CERTS`. */
function systemAuthorities(): Buffer {
  return Buffer.from(getCACertificates('default').join('\n'));
}
