import { type ClientDuplexStream, connectivityState } from '@grpc/grpc-js';
import { type Clock, type Timer, WeirError } from '@weir/core';
import type {
  AssignedPartition,
  Assignment,
  JoinRequestInput,
  JoinResponse,
  SubscribeInput,
} from '@weir/protos';
import { fromServiceError } from '@weir/runtime';
import type { GroupClient } from '../cluster/call-coordinator.ts';
import type { PartitionReader } from './partition-reader.ts';
import { PositionReport } from './position-report.ts';

/** How a session is held, and whom it tells. */
export interface JoinSessionOptions {
  readonly client: GroupClient;
  readonly clock: Clock;
  readonly sessionTimeoutMs: number;
  readonly subscribe: SubscribeInput;
  /** Readers whose positions heartbeats tell. */
  readonly readers: () => readonly PartitionReader[];
  readonly onAssignment: (assignment: Assignment) => void;
  /** Anything came from the coordinator. */
  readonly onContact: () => void;
}

/**
 * One Join stream: heartbeats of its own, assignments as they come, and an end.
 *
 * Invariants:
 *   - Heartbeats depend on nothing but the clock.
 *   - A coordinator that is silent for the session timeout is given up.
 */
export class JoinSession {
  readonly #options: JoinSessionOptions;
  readonly #stream: ClientDuplexStream<JoinRequestInput, JoinResponse>;
  readonly #ended = Promise.withResolvers<WeirError | undefined>();
  readonly #positions = new PositionReport();
  #heartbeatIntervalMs: number;
  #timer: Timer | undefined;
  #heardAtMs: number;
  /** Nothing is sent or taken any more. */
  #isOver = false;

  constructor(options: JoinSessionOptions) {
    this.#options = options;
    this.#heartbeatIntervalMs = Math.max(1, Math.floor(options.sessionTimeoutMs / 3));
    this.#heardAtMs = options.clock.monotonicMs();
    this.#stream = options.client.join();
    this.#stream.on('data', (response: JoinResponse) => {
      this.#receive(response);
    });
    this.#stream.on('error', (error) => {
      this.#end(fromServiceError(error));
    });
    this.#stream.on('end', () => {
      this.#end(undefined);
    });
    this.#stream.write({ subscribe: options.subscribe });
    this.#scheduleHeartbeat();
  }

  /** Resolves when the stream is over, with the error that ended it or undefined for a clean end. */
  get ended(): Promise<WeirError | undefined> {
    return this.#ended.promise;
  }

  /** The member asks for something else from now on. */
  resubscribe(subscribe: SubscribeInput): void {
    if (!this.#isOver) this.#stream.write({ subscribe });
  }

  /** Tells the group what the member holds, in answer to the assignment of `memberEpoch`. */
  own(memberEpoch: number, partitions: AssignedPartition[]): void {
    if (!this.#isOver) this.#stream.write({ owned: { memberEpoch, partitions } });
  }

  /**
   * Leaves the group; resolves when the coordinator has ended the stream, at most `limitMs` later.
   * Without a connection it only ends the stream.
   */
  async leave(limitMs: number): Promise<void> {
    const { client, clock } = this.#options;
    const isConnected = client.getChannel().getConnectivityState(false) === connectivityState.READY;
    if (!isConnected) {
      this.cancel();
      return;
    }
    this.#isOver = true;
    this.#timer?.cancel();
    this.#stream.write({ leave: {} });
    this.#stream.end();
    const timer = clock.setTimer(limitMs, () => {
      this.cancel();
    });
    await this.ended;
    timer.cancel();
  }

  /** Ends the stream without leaving. */
  cancel(reason = new WeirError('CANCELLED', 'The member ended its session')): void {
    this.#end(reason);
    this.#stream.cancel();
  }

  #receive(response: JoinResponse): void {
    if (this.#isOver) return;
    this.#heardAtMs = this.#options.clock.monotonicMs();
    this.#options.onContact();
    const { assignment } = response;
    if (assignment === undefined || assignment === null) return;
    const { heartbeatIntervalMs } = assignment;
    if (heartbeatIntervalMs > 0 && heartbeatIntervalMs !== this.#heartbeatIntervalMs) {
      this.#heartbeatIntervalMs = heartbeatIntervalMs;
      this.#scheduleHeartbeat();
    }
    this.#options.onAssignment(assignment);
  }

  #scheduleHeartbeat(): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimer(this.#heartbeatIntervalMs, () => {
      const silentMs = this.#options.clock.monotonicMs() - this.#heardAtMs;
      if (silentMs >= this.#options.sessionTimeoutMs) {
        this.cancel(new WeirError('UNAVAILABLE', `The coordinator was silent for ${silentMs} ms`));
        return;
      }
      const positions = this.#positions.take(this.#options.readers());
      this.#stream.write({ heartbeat: { positions } });
      this.#scheduleHeartbeat();
    });
  }

  #end(error: WeirError | undefined): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#ended.resolve(error);
  }
}
