import type { Clock, Random } from '@weir/core';
import type { ChannelTls, Logger } from '@weir/runtime';

/** Certificates of a client, as text in PEM or its bytes. */
export interface WeirTls {
  /** The authorities that are trusted for servers; those of the system by default. */
  readonly ca?: string | Buffer;
  /** The client's own certificate, where the cluster asks for one, with its `key`. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Name that certificates of servers must have; the host that is called by default. */
  readonly serverName?: string;
}

/** Who the client is: an API key, or a JSON Web Token, which may be fetched anew for each call. */
export type WeirCredentials =
  { readonly apiKey: string } | { readonly token: string | (() => string | Promise<string>) };

/** How to reach a cluster. */
export interface WeirOptions {
  /** `host:port` of one or more Weir services, of any kind; more than one in case one is down. */
  readonly bootstrap: string | readonly string[];
  /**
   * `direct`, the default, finds the nodes and coordinators behind the bootstrap addresses and calls them.
   * `gateway` sends every call to a bootstrap address, each of which must be a gateway: for machines from
   * which nothing else can be reached. When one fails, the next one is used.
   * `external` is as `gateway`, but what goes to the leader of a partition (records, offsets of logs) goes
   * to the leader's external address, where it has one, and there alone.
   */
  readonly connect?: 'direct' | 'gateway' | 'external';
  /**
   * Connects by TLS: `true` trusts the system's authorities. Services give certificates that are
   * replaced while they run. Plain text by default.
   */
  readonly tls?: boolean | WeirTls | ChannelTls;
  /** Sent with every call, also without TLS; none by default. */
  readonly credentials?: WeirCredentials;
  /** Shown by `DescribeGroup` and in server logs; `weir-client` by default. */
  readonly clientId?: string;
  /** How long the first metadata may take to come; 10,000 ms by default. */
  readonly connectTimeoutMs?: number;
  /** How long one call of the admin, and of a consumer's start, is retried; 30,000 ms by default. */
  readonly requestTimeoutMs?: number;
  /** Where reconnects and retries are logged (debug, warn); nowhere by default. */
  readonly logger?: Logger;
  /** Where time comes from; the system's by default. */
  readonly clock?: Clock;
  /** Where chance comes from; the system's by default. */
  readonly random?: Random;
}
