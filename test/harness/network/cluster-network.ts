import { createServer, type Server, type Socket } from 'node:net';
import { findConnectionOwner } from './find-connection-owner.ts';
import { type LinkRule, openLink } from './link-rule.ts';
import { ProxiedConnection } from './proxied-connection.ts';

/** Whoever is no process of the cluster: the clients of a test. */
export const clientName = 'client';

/** How a network tells who opens a connection. */
export interface ClusterNetworkOptions {
  /** Names by pid of the processes that run now. */
  readonly namesByPid: () => ReadonlyMap<number, string>;
}

/**
 * The network between the processes of a cluster: a TCP proxy in front of each, with a rule for
 * each ordered pair of names.
 *
 * A rule is about bytes from one process to another, whichever of the two opened the connection.
 * Connects themselves always succeed, as a proxy must accept to learn who it is; one that is not
 * allowed stays silent.
 */
export class ClusterNetwork implements AsyncDisposable {
  readonly #options: ClusterNetworkOptions;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<ProxiedConnection>();
  readonly #rules = new Map<string, LinkRule>();

  constructor(options: ClusterNetworkOptions) {
    this.#options = options;
  }

  /** Why there can be none on this machine; undefined when there can. */
  static whyNot(): string | undefined {
    return process.platform === 'linux' ? undefined : 'only Linux tells who opens a connection';
  }

  /** Opens a proxy in front of a port of a process; the port of the proxy. */
  async expose(name: string, targetPort: number): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#accept(socket, name, targetPort);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
    return address.port;
  }

  /** Bytes from one to the other are swallowed. */
  silence(from: string, to: string): void {
    this.#rules.set(keyOf(from, to), { isSilent: true, delayMs: 0 });
  }

  /** The two hear nothing of each other. */
  block(left: string, right: string): void {
    this.silence(left, right);
    this.silence(right, left);
  }

  /** Bytes between the two take so much longer, each way. */
  slow(left: string, right: string, delayMs: number): void {
    this.#rules.set(keyOf(left, right), { isSilent: false, delayMs });
    this.#rules.set(keyOf(right, left), { isSilent: false, delayMs });
  }

  /** Ends all rules, and resets the connections that lost something. */
  heal(): void {
    this.#rules.clear();
    for (const connection of this.#connections) if (connection.isBroken) connection.reset();
  }

  /** Ends everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
        }),
    );
    for (const connection of this.#connections) connection.reset();
    await Promise.all(closed);
  }

  #accept(inbound: Socket, to: string, targetPort: number): void {
    const ports = { localPort: inbound.remotePort ?? -1, remotePort: inbound.localPort ?? -1 };
    const from = findConnectionOwner(ports, this.#options.namesByPid()) ?? clientName;
    const connection = new ProxiedConnection({
      inbound,
      from,
      to,
      targetPort,
      rule: (source, sink) => this.#rules.get(keyOf(source, sink)) ?? openLink,
      onClosed: (closed) => {
        this.#connections.delete(closed);
      },
    });
    this.#connections.add(connection);
  }
}

function keyOf(from: string, to: string): string {
  return `${from} > ${to}`;
}
