import { connect, type Socket } from 'node:net';
import type { LinkRule } from './link-rule.ts';
import { OneWayPipe } from './one-way-pipe.ts';

/** A connection that was accepted, whose it is, and where it goes. */
export interface ProxiedConnectionOptions {
  readonly inbound: Socket;
  /** Who opened it, and whom it is for. */
  readonly from: string;
  readonly to: string;
  readonly targetPort: number;
  readonly rule: (from: string, to: string) => LinkRule;
  readonly onClosed: (connection: ProxiedConnection) => void;
}

/**
 * A TCP connection through the harness, both of its directions.
 *
 * One that is opened while its link is silent leads nowhere until it is reset.
 */
export class ProxiedConnection {
  readonly #inbound: Socket;
  readonly #outbound: Socket | undefined;
  readonly #pipes: readonly OneWayPipe[];

  constructor(options: ProxiedConnectionOptions) {
    const { inbound, from, to, rule } = options;
    this.#inbound = inbound;
    const isCutOff = rule(from, to).isSilent || rule(to, from).isSilent;
    if (isCutOff) {
      this.#outbound = undefined;
      this.#pipes = [];
      inbound.on('error', () => undefined).resume();
    } else {
      const outbound = connect({
        port: options.targetPort,
        host: '127.0.0.1',
        allowHalfOpen: true,
      });
      outbound.setNoDelay(true);
      inbound.setNoDelay(true);
      this.#outbound = outbound;
      this.#pipes = [
        new OneWayPipe({ source: inbound, sink: outbound, rule: () => rule(from, to) }),
        new OneWayPipe({ source: outbound, sink: inbound, rule: () => rule(to, from) }),
      ];
    }
    inbound.on('close', () => {
      options.onClosed(this);
    });
  }

  /** Whether bytes were swallowed, or never had a way. */
  get isBroken(): boolean {
    return this.#outbound === undefined || this.#pipes.some(({ hasLost }) => hasLost);
  }

  /** Ends it for both sides, as a machine does that knows nothing of a connection. */
  reset(): void {
    this.#inbound.resetAndDestroy();
    this.#outbound?.resetAndDestroy();
  }
}
