import { type Clock, WeirError } from '@weir/core';
import type { Config } from '../load-config.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ChannelTls } from './channel-credentials-of.ts';
import type { ServerTls } from './server-tls.ts';
import { type TlsFileSet, TlsFiles } from './tls-files.ts';
import type { tlsOptions } from './tls-options.ts';

/** The values of `tlsOptions`. */
export type TlsConfig = Config<typeof tlsOptions>;

/** TLS of one process, to be spread into the options of its servers and channels. */
export interface Tls {
  /** For each `RpcServer`: empty without a certificate. */
  readonly server: { readonly tls?: ServerTls };
  /** For each `ChannelPool` or client: empty with neither certificate nor authorities. */
  readonly channels: { readonly tls?: ChannelTls };
  /** Ends the watch of the files. */
  close(): Promise<void>;
}

/** What certificates are watched with. */
export interface OpenTlsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/**
 * TLS as the config asks for it. A certificate makes listeners speak TLS, and outgoing calls too;
 * authorities alone make only outgoing calls. `INVALID_CONFIG` lists every problem at once.
 */
export async function openTls(
  config: TlsConfig,
  { clock, logger, metrics }: OpenTlsOptions,
): Promise<Tls> {
  const { tlsCertFile, tlsKeyFile, tlsCaFile, tlsClientAuth, tlsServerName } = config;
  const problems = problemsOf(config);
  if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
  if (tlsCertFile === '' && tlsCaFile === '') {
    return { server: {}, channels: {}, close: async () => undefined };
  }

  const fileSet: TlsFileSet = {
    ...fileOf('ca', tlsCaFile, 'WEIR_TLS_CA_FILE'),
    ...fileOf('cert', tlsCertFile, 'WEIR_TLS_CERT_FILE'),
    ...fileOf('key', tlsKeyFile, 'WEIR_TLS_KEY_FILE'),
  };
  const source = await TlsFiles.open({ files: fileSet, clock, logger, metrics });
  return {
    server: tlsCertFile === '' ? {} : { tls: { source, clientAuth: tlsClientAuth } },
    channels: { tls: { source, ...(tlsServerName === '' ? {} : { serverName: tlsServerName }) } },
    close: () => source.close(),
  };
}

function problemsOf(config: TlsConfig): readonly string[] {
  const { tlsCertFile, tlsKeyFile, tlsCaFile, tlsClientAuth } = config;
  const problems: string[] = [];
  if (tlsCertFile !== '' && tlsKeyFile === '') {
    problems.push('WEIR_TLS_KEY_FILE: is required with WEIR_TLS_CERT_FILE');
  }
  if (tlsKeyFile !== '' && tlsCertFile === '') {
    problems.push('WEIR_TLS_CERT_FILE: is required with WEIR_TLS_KEY_FILE');
  }
  if (tlsClientAuth !== 'none' && tlsCertFile === '') {
    problems.push('WEIR_TLS_CERT_FILE: is required with WEIR_TLS_CLIENT_AUTH');
  }
  // The system's authorities would let in anybody who owns a domain.
  if (tlsClientAuth !== 'none' && tlsCaFile === '') {
    problems.push('WEIR_TLS_CA_FILE: is required with WEIR_TLS_CLIENT_AUTH');
  }
  return problems;
}

function fileOf(part: keyof TlsFileSet, path: string, option: string): TlsFileSet {
  return path === '' ? {} : { [part]: { path, option } };
}
