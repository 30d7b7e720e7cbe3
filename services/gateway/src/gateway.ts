import { Weir } from '@weir/client';
import { Cluster } from '@weir/client/for-gateway';
import type { Clock, Random } from '@weir/core';
import { MessagingService } from '@weir/protos';
import type { Logger, Metrics, RpcServer } from '@weir/runtime';
import { addRoutes } from './routing/add-routes.ts';
import { createSubscribeHandler } from './subscribe/create-subscribe-handler.ts';

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
  readonly #cluster: Cluster;
  readonly #weir: Weir;
  readonly #clock: Clock;
  #isDraining = false;

  constructor({ bootstrap, clock, random, logger }: GatewayOptions) {
    const options = { bootstrap, clientId: 'weir-gateway', clock, random, logger };
    this.#clock = clock;
    this.#cluster = new Cluster(options);
    this.#weir = new Weir(options, this.#cluster);
  }

  /** Whether it knows the cluster, hears of its changes, and takes new calls. */
  get isReady(): boolean {
    return this.#cluster.isInformed && !this.#isDraining;
  }

  /** Adds its services to a server, before that listens. */
  addTo(server: RpcServer): void {
    addRoutes(server, this.#cluster);
    server.addService(MessagingService.service, {
      ...createSubscribeHandler({ weir: this.#weir, clock: this.#clock }),
    });
  }

  /** Connects to the cluster; `UNAVAILABLE` when none of the bootstrap addresses answers. */
  async start(): Promise<void> {
    await this.#weir.connect();
  }

  /** Is not ready any more; the calls that are under way go on. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Disconnects, once the server has stopped: until then its streams end by themselves, and finish here. */
  async stop(): Promise<void> {
    await this.#weir.close();
  }
}
