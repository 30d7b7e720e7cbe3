import { Weir, type WeirCredentials } from '@weir/client';
import { Cluster } from '@weir/client/for-gateway';
import { type Clock, type Random, toWeirError } from '@weir/core';
import type { ChannelTls, Logger, Metrics, RpcServer } from '@weir/runtime';
import { HttpApi, type HttpApiOptions } from './http/http-api.ts';
import { createHttpMeter } from './http/http-metrics.ts';
import { PublishDesk } from './publish/publish-desk.ts';
import { addRoutes } from './routing/add-routes.ts';
import { createRelayMeter } from './routing/relay-metrics.ts';
import { createMessagingHandlers, messagingServiceDefinition } from './rpc/messaging-handlers.ts';
import { createSubscribeMeter } from './subscribe/subscribe-metrics.ts';

/** What a gateway needs. */
export interface GatewayOptions {
  /** `host:port` of controllers, or of any other services of the cluster; asked for once, at the start. */
  readonly bootstrap: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Origins of web pages, other than its own, that may use it over HTTP; none by default. */
  readonly allowedOrigins?: readonly string[];
  /** Whether HTTP requests that change anything are refused; not by default. */
  readonly isHttpReadOnly?: boolean;
  /** Whether it serves the console; by default it does. */
  readonly hasConsole?: boolean;
  /** Whom its server asks who they are, for pages to know; nobody by default. */
  readonly authentication?: HttpApiOptions['authentication'];
  /** Certificates of its calls to the cluster; plain text without. */
  readonly tls?: ChannelTls;
  /** Who it is for the services that it calls; nobody by default. */
  readonly credentials?: WeirCredentials;
}

/**
 * The one address for any gRPC client. It keeps no state that outlives a connection: several gateways
 * behind one name are one gateway.
 */
export class Gateway {
  readonly #cluster: Cluster;
  readonly #weir: Weir;
  readonly #publish: PublishDesk;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #web: Pick<
    HttpApiOptions,
    'allowedOrigins' | 'isReadOnly' | 'hasConsole' | 'authentication'
  >;
  readonly #meters: ReturnType<typeof createMeters> | undefined;
  #http: HttpApi | undefined;
  #isDraining = false;

  constructor(gatewayOptions: GatewayOptions) {
    const { bootstrap, clock, random, logger, tls, credentials } = gatewayOptions;
    const options = {
      ...{ bootstrap, clientId: 'weir-gateway', clock, random, logger },
      ...(tls === undefined ? undefined : { tls }),
      ...(credentials === undefined ? undefined : { credentials }),
    };
    this.#logger = logger;
    this.#clock = clock;
    this.#random = random;
    this.#web = {
      allowedOrigins: gatewayOptions.allowedOrigins ?? [],
      isReadOnly: gatewayOptions.isHttpReadOnly ?? false,
      hasConsole: gatewayOptions.hasConsole ?? true,
      authentication: gatewayOptions.authentication ?? 'off',
    };
    this.#cluster = new Cluster(options);
    this.#weir = new Weir(options, this.#cluster);
    const { metrics } = gatewayOptions;
    this.#publish = new PublishDesk({ weir: this.#weir, clock, metrics });
    this.#meters = metrics === undefined ? undefined : createMeters(metrics);
  }

  /** Whether it knows the cluster, hears of its changes, and takes new calls. */
  get isReady(): boolean {
    return this.#cluster.isInformed && !this.#isDraining;
  }

  /** Adds its services to a server, before that listens. */
  addTo(server: RpcServer): void {
    addRoutes(server, this.#cluster, this.#meters?.relay);
    server.addService(
      messagingServiceDefinition,
      createMessagingHandlers({
        publish: this.#publish,
        subscribe: { weir: this.#weir, clock: this.#clock, meter: this.#meters?.subscribe },
      }),
    );
    this.#http = new HttpApi({
      ...{ server, clock: this.#clock, random: this.#random, logger: this.#logger },
      ...this.#web,
      clusterId: () => this.#cluster.view.clusterId,
      onAnswered: this.#meters?.http,
    });
    server.serveHttp(this.#http.handle);
  }

  /**
   * Resolves when it knows the cluster, however long that takes: a gateway may be there before the others.
   * Rejects with `CANCELLED` when it is stopped meanwhile.
   */
  async start(signal?: AbortSignal): Promise<void> {
    const stop = (): void => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      while (!this.#cluster.view.isLoaded) await this.#connect();
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Is not ready any more, and ends what would never end; the calls that are under way go on. */
  drain(): void {
    this.#isDraining = true;
    this.#http?.stop();
  }

  /** Disconnects, once the server has stopped: until then its streams end by themselves, and finish here. */
  async stop(): Promise<void> {
    this.#publish.close();
    await this.#weir.close();
  }

  async #connect(): Promise<void> {
    try {
      await this.#weir.connect();
    } catch (error) {
      if (this.#cluster.closed.aborted || toWeirError(error).code !== 'UNAVAILABLE') throw error;
      this.#logger.warn({ err: error }, 'No service of the cluster answers yet');
    }
  }
}

function createMeters(metrics: Metrics) {
  return {
    relay: createRelayMeter(metrics),
    subscribe: createSubscribeMeter(metrics),
    http: createHttpMeter(metrics),
  };
}
