import type { Clock, Random } from '@weir/core';
import type { Logger } from '@weir/runtime';

/** How to reach a cluster. */
export interface WeirOptions {
  /** `host:port` of one or more Weir services, of any kind; more than one in case one is down. */
  readonly bootstrap: string | readonly string[];
  /**
   * `direct`, the default, finds the nodes and coordinators behind the bootstrap addresses and calls them.
   * `gateway` sends every call to a bootstrap address, each of which must be a gateway: for machines from
   * which nothing else can be reached. When one fails, the next one is used.
   */
  readonly connect?: 'direct' | 'gateway';
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
