import type { Clock } from '@weir/core';
import type { Config } from './load-config.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { createSecurity, type Security } from './security/create-security.ts';
import { securityOptions } from './security/security-options.ts';
import { openTls, type Tls } from './tls/open-tls.ts';
import { tlsOptions } from './tls/tls-options.ts';

/** The rows of a service's config table about its connections: who may call it, and TLS. */
export const transportOptions = { ...securityOptions, ...tlsOptions };

/** The values of `transportOptions`. */
export type TransportConfig = Config<typeof transportOptions>;

/** What the connections of a process are made with. */
export interface OpenTransportOptions {
  /** Name of the service: `coordinator`. */
  readonly service: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/** TLS and credentials of one process, to be spread into the options of its servers and channels. */
export interface Transport {
  /** For each `RpcServer`. */
  readonly server: Security['server'] & Tls['server'];
  /** For each `ChannelPool`. */
  readonly channels: Security['channels'] & Tls['channels'];
  /** For a client of the cluster within this process. */
  readonly client: Security['client'] & Tls['channels'];
  /** Who may do what. */
  readonly security: Pick<Security, 'follow' | 'isReady' | 'keepAudit' | 'mode' | 'view'>;
  /** Ends what was begun; to be called after the servers have stopped, before channels are closed. */
  close(): Promise<void>;
}

/** The connections of a process as its config asks for them; `INVALID_CONFIG` says what contradicts. */
export async function openTransport(
  config: TransportConfig,
  options: OpenTransportOptions,
): Promise<Transport> {
  const tls = await openTls(config, options);
  try {
    const security = await createSecurity(config, options);
    return {
      server: { ...tls.server, ...security.server },
      channels: { ...tls.channels, ...security.channels },
      client: { ...tls.channels, ...security.client },
      security,
      async close() {
        await security.stop();
        await tls.close();
      },
    };
  } catch (error) {
    await tls.close();
    throw error;
  }
}
