import { Weir } from '@weir/client';
import type { Clock, Random } from '@weir/core';
import type { Logger, Metrics, RpcServer } from '@weir/runtime';

/** What a gateway needs. */
export interface GatewayOptions {
  /** `host:port` of controllers, or of any other services of the cluster; asked for once, at the start. */
  readonly bootstrap: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/**
 * The one address for any gRPC client. It keeps no state that outlives a connection: several gateways
 * behind one name are one gateway.
 */
export class Gateway {
  readonly #weir: Weir;

  constructor({ bootstrap, clock, random, logger }: GatewayOptions) {
    this.#weir = new Weir({ bootstrap, clientId: 'weir-gateway', clock, random, logger });
  }

  /** Adds its services to a server, before that listens. */
  addTo(server: RpcServer): void {
    server.setServing('weir.v1.MessagingService', true);
  }

  /** Connects to the cluster; `UNAVAILABLE` when none of the bootstrap addresses answers. */
  async start(): Promise<void> {
    await this.#weir.connect();
  }

  /** Delivers what was taken, ends every subscription with a hint to reconnect, and disconnects. */
  async stop(): Promise<void> {
    await this.#weir.close();
  }
}
