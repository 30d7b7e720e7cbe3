import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Clock, type Random, sleep, type Timer } from '@weir/core';
import {
  type CoordinatorSessionRequestInput,
  type CoordinatorSessionResponse,
  NodeRegistryService,
} from '@weir/protos';
import { type ChannelPool, createBackoff, fromServiceError, type Logger } from '@weir/runtime';

type SessionStream = ClientDuplexStream<CoordinatorSessionRequestInput, CoordinatorSessionResponse>;

/** Shards come and go by the dozen: they are told together. */
const announceDelayMs = 10;

/** What a session is made of. */
export interface ControllerSessionOptions {
  readonly coordinatorId: string;
  readonly address: string;
  readonly controllers: () => readonly string[];
  readonly shards: () => number[];
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * Tells the active controller where this coordinator is and which shards it holds, for as long as
 * it runs: what clients learn from the metadata. Follows `NOT_CONTROLLER` hints.
 */
export class ControllerSession {
  readonly #options: ControllerSessionOptions;
  readonly #stop = new AbortController();
  #stream: SessionStream | undefined;
  /** Of the controller that the session is with. */
  #address: string | undefined;
  #hint: string | undefined;
  #turn = 0;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #needsOffsetsTopic = false;
  #isOpen = false;

  constructor(options: ControllerSessionOptions) {
    this.#options = options;
  }

  /** Whether a controller has answered in the session, and it goes on. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Tells the controller soon: the shards have changed. */
  announce(): void {
    this.#timer ??= this.#options.clock.setTimer(announceDelayMs, () => {
      this.#timer = undefined;
      this.#stream?.write(this.#message(false));
    });
  }

  /** The offsets topic is needed and does not exist. */
  requestOffsetsTopic(): void {
    this.#needsOffsetsTopic = true;
    this.announce();
  }

  /** The active controller is said to be here: turns to it if the session is with another. */
  follow(address: string): void {
    if (address === '' || address === this.#address || this.#stop.signal.aborted) return;
    this.#hint = address;
    this.#stream?.cancel();
  }

  /** Says goodbye and ends the session. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    this.#stream?.write(this.#message(true));
    this.#stream?.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random, logger } = this.#options;
    const { signal } = this.#stop;
    const backoff = createBackoff({ minMs: 50, maxMs: 1000, random });
    while (!signal.aborted) {
      const address = this.#nextAddress();
      if (address !== undefined && (await this.#serve(address))) backoff.reset();
      if (signal.aborted) return;
      logger.debug({ address, hint: this.#hint }, 'Session with the controller ended');
      await sleep(clock, backoff.next(), signal).catch(() => undefined);
    }
  }

  #nextAddress(): string | undefined {
    const controllers = this.#options.controllers();
    const address = this.#hint ?? controllers[this.#turn % Math.max(1, controllers.length)];
    this.#hint = undefined;
    this.#turn += 1;
    return address;
  }

  /** One session; returns whether the controller took it. */
  async #serve(address: string): Promise<boolean> {
    const stream = this.#options.channels.client(NodeRegistryService, address).coordinatorSession();
    this.#stream = stream;
    this.#address = address;
    let hasAnswered = false;
    await new Promise<void>((resolve) => {
      stream.on('data', () => {
        hasAnswered = true;
        this.#isOpen = true;
      });
      stream.on('error', (error) => {
        const { code, metadata } = fromServiceError(error);
        if (code === 'NOT_CONTROLLER') this.#hint ??= metadata['controller'];
        resolve();
      });
      stream.on('end', resolve);
      stream.write(this.#message(false));
    });
    this.#isOpen = false;
    this.#stream = undefined;
    this.#address = undefined;
    return hasAnswered;
  }

  #message(isStopping: boolean): CoordinatorSessionRequestInput {
    const { coordinatorId, address, shards } = this.#options;
    return {
      coordinatorId,
      address,
      shards: isStopping ? [] : shards(),
      isStopping,
      needsOffsetsTopic: this.#needsOffsetsTopic,
    };
  }
}
