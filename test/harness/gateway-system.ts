import { credentials } from '@grpc/grpc-js';
import { Gateway } from '@weir/gateway';
import { Weir } from '@weir/client';
import { systemRandom } from '@weir/core';
import { MessagingService } from '@weir/protos';
import { RpcServer, type RpcServerOptions, silentLogger, systemClock } from '@weir/runtime';
import { Standalone } from '@weir/standalone';
import { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

/** A gateway that listens in this process. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly server: RpcServer;
  readonly address: string;
  /** Stops as the service does: the server first. */
  stop(): Promise<void>;
}

/** The whole system in this process: every role of a standalone one, and any number of gateways. */
export class GatewaySystem implements AsyncDisposable {
  readonly weir: Weir;
  readonly #directory: TemporaryDirectory;
  readonly #standalone: Standalone;
  readonly #gateways: RunningGateway[] = [];
  readonly #clients: MessagingClient[] = [];

  private constructor(directory: TemporaryDirectory, standalone: Standalone) {
    this.#directory = directory;
    this.#standalone = standalone;
    this.weir = new Weir({ bootstrap: standalone.address });
  }

  static async start(): Promise<GatewaySystem> {
    const directory = await temporaryDirectory();
    const standalone = new Standalone({
      dataDirectory: directory.path,
      listenHost: '127.0.0.1',
      port: 0,
      nodes: 2,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
    });
    await standalone.start();
    return new GatewaySystem(directory, standalone);
  }

  /** Starts one more gateway; by default everybody may call it, and its connections last. */
  async addGateway(options: Omit<RpcServerOptions, 'logger'> = {}): Promise<RunningGateway> {
    const server = new RpcServer({ logger: silentLogger, ...options });
    const gateway = new Gateway({
      bootstrap: [this.#standalone.address],
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
    });
    gateway.addTo(server);
    await gateway.start();
    const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
    const stop = async (): Promise<void> => {
      await server.stop({ graceMs: 2_500 });
      await gateway.stop();
    };
    const running = { gateway, server, address, stop };
    this.#gateways.push(running);
    return running;
  }

  /**
   * Plain generated stubs with a connection of their own, as in any language, that take large messages;
   * closed with the system.
   */
  client(address: string): { readonly client: MessagingClient; readonly close: () => void } {
    const client = new MessagingService(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': 64 * 1024 * 1024,
    });
    this.#clients.push(client);
    const close = (): void => {
      client.close();
    };
    return { client, close };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    for (const running of this.#gateways) await running.stop();
    await this.weir.close();
    await this.#standalone.stop();
    await this.#directory[Symbol.asyncDispose]();
  }
}

/** A generated client of the simple door. */
export type MessagingClient = InstanceType<typeof MessagingService>;
