import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js';
import { sleep, type Timer, toWeirError, WeirError } from '@weir/core';
import { type Cluster, CoordinatorRoute } from '@weir/client/for-gateway';
import { GroupService } from '@weir/protos';
import { type Backoff, type CallContext, createBackoff, fromServiceError } from '@weir/runtime';
import { whenConnected } from './forward-unary.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { isUntouched } from './is-untouched.ts';
import { onAbort } from './on-abort.ts';
import { rawMethod } from './raw-service.ts';
import { readRequest } from './read-request.ts';
import type { RelayMeter } from './relay-metrics.ts';
import { shuttingDown } from './shutting-down.ts';

const subscribeTimeoutMs = 10_000;
/** How long a coordinator is looked for before the member is told that there is none. */
const searchTimeoutMs = 5_000;
/** Messages of a member whose coordinator has not answered yet. */
const maxUnheard = 100;
const join = rawMethod(GroupService.service.Join);

/**
 * One member's session, served by a stream to the coordinator of its group, found by its first message.
 * Messages pass as the bytes that came.
 *
 * Until the coordinator has answered, one that does not have the group is left for another; afterwards what
 * ends the one stream ends the other, and the member comes back by itself, within its grace period.
 * Tests: `group-routes.test.ts`.
 */
export class JoinRelay {
  readonly #stream: ServerDuplexStream<Buffer, Buffer>;
  readonly #cluster: Cluster;
  readonly #context: CallContext;
  readonly #meter: RelayMeter;
  readonly #done = Promise.withResolvers<void>();
  readonly #backoff: Backoff;
  readonly #subscribeTimer: Timer;
  readonly #searchUntilMs: number;
  #route: CoordinatorRoute | undefined;
  #upstream: ClientDuplexStream<Buffer, Buffer> | undefined;
  /** What was sent to a coordinator that has not answered yet. */
  #unheard: Buffer[] | undefined = [];
  #hasEnded = false;
  #isOver = false;

  constructor(
    stream: ServerDuplexStream<Buffer, Buffer>,
    cluster: Cluster,
    context: CallContext,
    meter: RelayMeter,
  ) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#context = context;
    this.#meter = meter;
    const { clock, random } = cluster;
    this.#backoff = createBackoff({ minMs: 20, maxMs: 250, random });
    this.#searchUntilMs = clock.monotonicMs() + searchTimeoutMs;
    this.#subscribeTimer = clock.setTimer(subscribeTimeoutMs, () => {
      const message = `No Subscribe within ${subscribeTimeoutMs} ms`;
      if (this.#route === undefined) this.#fail(new WeirError('INVALID_REQUEST', message));
    });
  }

  /** Serves the stream until it, or the coordinator's, ends or breaks. */
  async serve(): Promise<void> {
    const { signal, stopping } = this.#context;
    const onStopping = (): void => {
      this.#fail(shuttingDown());
    };
    const unlisten = [
      onAbort(signal, () => {
        this.#done.resolve();
      }),
      onAbort(stopping, onStopping),
    ];
    this.#stream.on('data', (message: Buffer) => {
      this.#receive(message);
    });
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      if (this.#upstream === undefined && this.#route === undefined) this.#done.resolve();
      this.#upstream?.end();
    });
    this.#stream.on('drain', () => {
      this.#upstream?.resume();
    });
    try {
      await this.#done.promise;
    } finally {
      this.#isOver = true;
      for (const end of unlisten) end();
      this.#subscribeTimer.cancel();
      this.#upstream?.cancel();
    }
  }

  #receive(message: Buffer): void {
    if (this.#isOver) return;
    try {
      this.#context.caller.checkCredentials();
      this.#unheard?.push(message);
      if (this.#unheard !== undefined && this.#unheard.length > maxUnheard) throw tooMany();
      if (this.#route === undefined) {
        this.#route = new CoordinatorRoute(this.#cluster, groupOf(message));
        void this.#search(this.#route);
      } else if (this.#upstream?.write(message) === false) {
        this.#stream.pause();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Opens a stream to the coordinator that is to be asked next. */
  async #search(route: CoordinatorRoute): Promise<void> {
    try {
      const client = this.#cluster.channels.client(GroupService, route.next());
      const leftMs = Math.max(1, this.#searchUntilMs - this.#cluster.clock.monotonicMs());
      await whenConnected(client, leftMs, 'COORDINATOR_NOT_AVAILABLE');
      if (this.#isOver) return;
      const { path, requestSerialize, responseDeserialize } = join;
      const metadata = forwardedMetadata(this.#context);
      const upstream = client.makeBidiStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        metadata,
      );
      this.#follow(upstream, route);
    } catch (error) {
      await this.#tryAnother(toWeirError(error), route);
    }
  }

  #follow(upstream: ClientDuplexStream<Buffer, Buffer>, route: CoordinatorRoute): void {
    this.#upstream = upstream;
    upstream.on('data', (message: Buffer) => {
      this.#unheard = undefined;
      if (!this.#isOver && !this.#stream.write(message)) upstream.pause();
    });
    upstream.on('drain', () => {
      this.#stream.resume();
    });
    upstream.on('error', (error) => {
      if (upstream === this.#upstream) void this.#tryAnother(fromServiceError(error), route);
    });
    upstream.on('end', () => {
      if (upstream !== this.#upstream) return;
      this.#meter.ended('coordinator', 'OK');
      this.#done.resolve();
    });
    for (const message of this.#unheard ?? []) upstream.write(message);
    if (this.#hasEnded) upstream.end();
  }

  async #tryAnother(error: WeirError, route: CoordinatorRoute): Promise<void> {
    this.#upstream = undefined;
    this.#meter.ended('coordinator', error.code);
    const { clock } = this.#cluster;
    const isLate = clock.monotonicMs() >= this.#searchUntilMs;
    if (this.#unheard === undefined || isLate || !isUntouched(error)) {
      this.#fail(error);
      return;
    }
    route.learn(error);
    try {
      await sleep(clock, this.#backoff.next(), this.#context.signal);
      if (!this.#isOver) await this.#search(route);
    } catch {
      // The member has gone meanwhile.
      this.#done.resolve();
    }
  }

  #fail(error: unknown): void {
    const reason = toWeirError(error);
    this.#done.reject(
      reason.code === 'UNSUPPORTED_VERSION'
        ? new WeirError('COORDINATOR_NOT_AVAILABLE', 'No coordinator is known now', {
            cause: reason,
          })
        : reason,
    );
  }
}

function groupOf(message: Buffer): string {
  const { subscribe } = readRequest(GroupService.service.Join, message);
  if (!subscribe) {
    throw new WeirError('INVALID_REQUEST', 'The first message of a stream is Subscribe');
  }
  return subscribe.groupId;
}

function tooMany(): WeirError {
  return new WeirError(
    'RESOURCE_EXHAUSTED',
    `More than ${maxUnheard} messages before the coordinator has answered`,
  );
}
