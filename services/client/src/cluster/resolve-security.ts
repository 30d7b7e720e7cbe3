import { WeirError } from '@weir/core';
import {
  type Authorization,
  type ChannelPoolOptions,
  type ChannelTls,
  fixedTlsSource,
  type TlsMaterial,
  tlsProblems,
} from '@weir/runtime';
import type { WeirCredentials, WeirOptions, WeirTls } from '../weir-options.ts';

/** What a bearer token may be made of: visible ASCII. */
const tokenPattern = /^[\x21-\x7e]+$/;

/**
 * How the channels of a client connect and who they say they are. `INVALID_REQUEST` lists what is wrong
 * with certificates, or names the credentials that cannot be sent, never their value.
 */
export function resolveSecurity({ tls, credentials }: WeirOptions): ChannelPoolOptions {
  return {
    ...(tls === undefined || tls === false ? undefined : { tls: channelTlsOf(tls) }),
    ...(credentials === undefined ? undefined : { authorization: authorizationOf(credentials) }),
  };
}

function channelTlsOf(tls: true | WeirTls | ChannelTls): ChannelTls {
  if (tls === true) return { source: fixedTlsSource({}) };
  if ('source' in tls) return tls;
  const { ca, cert, key, serverName } = tls;
  const material: TlsMaterial = {
    ...(ca === undefined ? undefined : { ca: Buffer.from(ca) }),
    ...(cert === undefined ? undefined : { cert: Buffer.from(cert) }),
    ...(key === undefined ? undefined : { key: Buffer.from(key) }),
  };
  const problems = tlsProblems(material, { ca: 'tls.ca', cert: 'tls.cert', key: 'tls.key' });
  if (problems.length > 0) throw new WeirError('INVALID_REQUEST', problems.join('; '));
  return {
    source: fixedTlsSource(material),
    ...(serverName === undefined ? undefined : { serverName }),
  };
}

function authorizationOf(credentials: WeirCredentials): Authorization {
  if ('apiKey' in credentials) return fixed(credentials.apiKey, 'credentials.apiKey');
  const { token } = credentials;
  if (typeof token === 'string') return fixed(token, 'credentials.token');
  return () => {
    const value = token();
    return typeof value === 'string' ? bearer(value) : value.then(bearer);
  };
}

function fixed(secret: string, name: string): Authorization {
  if (!tokenPattern.test(secret)) {
    throw new WeirError(
      'INVALID_REQUEST',
      `${name} is empty or has characters other than visible ASCII`,
    );
  }
  const value = bearer(secret);
  return () => value;
}

function bearer(secret: string): string {
  return `Bearer ${secret}`;
}
