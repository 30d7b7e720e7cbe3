import type { TlsSource } from './tls-source.ts';

/**
 * What a listener asks of its clients: no certificate; one if they have it; or always one. A certificate
 * that is shown must be of a trusted authority in any case.
 */
export const clientAuthModes = ['none', 'request', 'require'] as const;

/** How a listener does TLS. */
export interface ServerTls {
  /** Has a certificate and a key, and authorities unless `clientAuth` is `none`. */
  readonly source: TlsSource;
  readonly clientAuth: (typeof clientAuthModes)[number];
}
