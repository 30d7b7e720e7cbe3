import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Clock, type NodeId, type Random, sleep, type Timer, WeirError } from '@weir/core';
import {
  type FailedReplicaInput,
  type HeartbeatRequestInput,
  type HeartbeatResponse,
  NodeRegistryService,
  type RegisterNodeRequestInput,
} from '@weir/protos';
import {
  type Backoff,
  callUnary,
  type ChannelPool,
  createBackoff,
  fromServiceError,
  type Logger,
} from '@weir/runtime';

import type { ControllerToken } from './controller-token.ts';

/** How a node is, for its heartbeats. */
export interface NodeStatus {
  readonly replicas: number;
  readonly leaders: number;
  readonly logBytes: number;
  readonly freeBytes: number;
  readonly failedReplicas: readonly FailedReplicaInput[];
  /** Since the node was started: by leaders here, and to consumers. */
  readonly appendedRecords: number;
  readonly appendedBytes: number;
  readonly sentBytes: number;
  /** Unix time. */
  readonly startedAtMs: number;
  /** Not set while it waits for its turn to drain. */
  readonly isDraining: boolean | undefined;
  /** Whether it has not caught up since it was started. */
  readonly isCatchingUp: boolean;
}

/** What a registration works with. */
export interface NodeRegistrationOptions {
  readonly nodeId: NodeId;
  readonly request: () => RegisterNodeRequestInput;
  readonly status: () => NodeStatus;
  /** The cluster that the controller is of: made durable before the node does anything in it. */
  readonly joinCluster: (clusterId: string) => Promise<void>;
  /** Registered, anew or again: the controller may have forgotten what this node leads. */
  readonly onRegistered: () => void;
  readonly controllers: readonly string[];
  readonly token: ControllerToken;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** A registration that stands: where, and its number. */
export interface NodeSession {
  readonly address: string;
  readonly nodeEpoch: number;
}

type HeartbeatStream = ClientDuplexStream<HeartbeatRequestInput, HeartbeatResponse>;

/** What ended a heartbeat stream, or kept one from beginning. */
interface Ending {
  readonly error: WeirError | undefined;
  readonly hasAnswered: boolean;
}

const callDeadlineMs = 3000;
const fatalCodes = new Set(['NODE_ID_IN_USE', 'INCONSISTENT_CLUSTER_ID', 'INVALID_CONFIG']);

/**
 * Keeps this node registered with the active controller: finds it by rotation and by its hints, sends
 * heartbeats, and registers anew whenever the stream breaks or the controller has forgotten it.
 *
 * Invariants:
 *   - Heartbeats carry the node epoch of the newest registration.
 * Tests: `storage-node.test.ts`.
 */
export class NodeRegistration {
  readonly #options: NodeRegistrationOptions;
  readonly #stop = new AbortController();
  readonly #backoff: Backoff;
  readonly #first = Promise.withResolvers<void>();
  #running: Promise<void> = Promise.resolve();
  #session: NodeSession | undefined;
  #hasRegistered = false;
  /** Who waits for a registration. */
  readonly #waiting = new Set<() => void>();
  #stream: HeartbeatStream | undefined;
  #hint: string | undefined;
  #turn = 0;
  #intervalMs = 250;
  #maxSilenceMs = 1000;

  constructor(options: NodeRegistrationOptions) {
    this.#options = options;
    this.#backoff = createBackoff({ minMs: 20, maxMs: 250, random: options.random });
    // Whoever starts may not wait.
    this.#first.promise.catch(() => undefined);
  }

  /** The registration that stands, if one does. */
  get session(): NodeSession | undefined {
    return this.#session;
  }

  /** Whether a controller has taken this node in since it started. */
  get hasRegistered(): boolean {
    return this.#hasRegistered;
  }

  /** Gives the registration up for another one. */
  renew(): void {
    this.#session = undefined;
    this.#stream?.cancel();
  }

  /** The registration that stands, or the next one; undefined when none comes in time. */
  async sessionWithin(timeoutMs: number): Promise<NodeSession | undefined> {
    if (this.#session !== undefined) return this.#session;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimer(timeoutMs, resolve);
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
    timer.cancel();
    return this.#session;
  }

  /** Resolves at the first registration; rejects when the controller refuses the node for good. */
  async start(): Promise<void> {
    this.#running = this.#run();
    await this.#first.promise;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#stream?.end();
    this.#first.reject(new WeirError('CANCELLED', 'The node stops before it was registered'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const address = this.#nextAddress();
      const { error, hasAnswered } = await this.#serve(address);
      this.#session = undefined;
      if (signal.aborted) return;
      this.#judge(address, error);
      if (hasAnswered) this.#backoff.reset();
      await sleep(this.#options.clock, this.#backoff.next(), signal).catch(() => undefined);
    }
  }

  #nextAddress(): string {
    const hint = this.#hint;
    this.#hint = undefined;
    if (hint !== undefined) return hint;
    const { controllers } = this.#options;
    const address = controllers[this.#turn % controllers.length] ?? '';
    this.#turn += 1;
    return address;
  }

  #judge(address: string, error: WeirError | undefined): void {
    const { logger } = this.#options;
    if (error === undefined) return;
    if (error.code === 'NOT_CONTROLLER') this.#hint = error.metadata['controller'];
    else if (error.recovery === 'rejoin') this.#hint = address;
    if (fatalCodes.has(error.code)) {
      logger.error({ address, err: error }, 'controller refuses this node');
      this.#first.reject(error);
    } else {
      logger.debug({ address, code: error.code, hint: this.#hint }, 'no session with controller');
    }
  }

  async #serve(address: string): Promise<Ending> {
    try {
      await this.#register(address);
    } catch (error) {
      return { error: fromServiceError(error), hasAnswered: false };
    }
    return this.#heartbeat(address);
  }

  async #register(address: string): Promise<void> {
    const { channels, request, token, joinCluster, logger, nodeId } = this.#options;
    const client = channels.client(NodeRegistryService, address);
    const response = await callUnary(client, 'registerNode', request(), {
      deadlineMs: callDeadlineMs,
      signal: this.#stop.signal,
    });
    await joinCluster(response.clusterId);
    token.raise(response.controllerToken);
    this.#session = { address, nodeEpoch: response.nodeEpoch };
    this.#hasRegistered = true;
    for (const resolve of this.#waiting) resolve();
    this.#intervalMs = Math.max(1, response.heartbeatIntervalMs || 250);
    this.#maxSilenceMs = Math.max(2 * this.#intervalMs, response.sessionTimeoutMs / 2);
    logger.info({ nodeId, controller: address, nodeEpoch: response.nodeEpoch }, 'registered');
  }

  async #heartbeat(address: string): Promise<Ending> {
    const { channels, token } = this.#options;
    const stream = channels.client(NodeRegistryService, address).Heartbeat();
    this.#stream = stream;
    let hasAnswered = false;
    const beat = new HeartbeatTimer(this.#options, stream, {
      intervalMs: this.#intervalMs,
      maxSilenceMs: this.#maxSilenceMs,
      nodeEpoch: this.#session?.nodeEpoch ?? 0,
    });
    const error = await new Promise<WeirError | undefined>((resolve) => {
      stream.on('data', ({ controllerToken }: HeartbeatResponse) => {
        token.raise(controllerToken);
        beat.answered();
        if (hasAnswered) return;
        hasAnswered = true;
        this.#first.resolve();
        this.#options.onRegistered();
      });
      stream.on('error', (cause) => {
        resolve(fromServiceError(cause));
      });
      stream.on('end', () => {
        resolve(undefined);
      });
      beat.start();
    });
    beat.stop();
    stream.cancel();
    this.#stream = undefined;
    return { error, hasAnswered };
  }
}

/** How often to send, and how long a controller may be silent. */
interface HeartbeatPace {
  readonly intervalMs: number;
  readonly maxSilenceMs: number;
  readonly nodeEpoch: number;
}

/**
 * Sends a node's status at once and then at each interval. A controller that answers no more, though its
 * connection stands, is left: another may have taken over.
 */
class HeartbeatTimer {
  readonly #options: Pick<NodeRegistrationOptions, 'nodeId' | 'status' | 'clock'>;
  readonly #stream: HeartbeatStream;
  readonly #pace: HeartbeatPace;
  #timer: Timer | undefined;
  #answeredAtMs: number;

  constructor(
    options: Pick<NodeRegistrationOptions, 'nodeId' | 'status' | 'clock'>,
    stream: HeartbeatStream,
    pace: HeartbeatPace,
  ) {
    this.#options = options;
    this.#stream = stream;
    this.#pace = pace;
    this.#answeredAtMs = options.clock.monotonicMs();
  }

  start(): void {
    this.#send();
    this.#timer = this.#options.clock.setTimer(this.#pace.intervalMs, () => {
      const silentMs = this.#options.clock.monotonicMs() - this.#answeredAtMs;
      if (silentMs > this.#pace.maxSilenceMs) this.#stream.cancel();
      else this.start();
    });
  }

  answered(): void {
    this.#answeredAtMs = this.#options.clock.monotonicMs();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #send(): void {
    const { nodeId, status } = this.#options;
    const { failedReplicas, isDraining, ...counts } = status();
    this.#stream.write({
      nodeId,
      nodeEpoch: this.#pace.nodeEpoch,
      ...counts,
      ...(isDraining === undefined ? undefined : { isDraining }),
      failedReplicas: [...failedReplicas],
    });
  }
}
