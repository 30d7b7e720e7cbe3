import type { ClientDuplexStream } from '@grpc/grpc-js';
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

/** How a session is held, and whom it tells. */
export interface JoinSessionOptions {
  readonly client: GroupClient;
  readonly clock: Clock;
  readonly sessionTimeoutMs: number;
  readonly subscribe: SubscribeInput;
  readonly onAssignment: (assignment: Assignment) => void;
  /** Anything came from the coordinator. */
  readonly onContact: () => void;
}

/**
 * One Join stream: heartbeats of its own, assignments as they come, and an end.
 *
 * Invariants:
 *   - Heartbeats depend on nothing but the clock.
 *   - A coordinator that has answered heartbeats and then falls silent for the session timeout is
 *     given up.
 */
export class JoinSession {
  readonly #options: JoinSessionOptions;
  readonly #stream: ClientDuplexStream<JoinRequestInput, JoinResponse>;
  readonly #ended = Promise.withResolvers<WeirError | undefined>();
  #heartbeatIntervalMs: number;
  #timer: Timer | undefined;
  #heardAtMs: number;
  #answersHeartbeats = false;

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

  /** Tells the group what the member holds, in answer to the assignment of `memberEpoch`. */
  own(memberEpoch: number, partitions: AssignedPartition[]): void {
    this.#stream.write({ owned: { memberEpoch, partitions } });
  }

  /** Leaves the group; the coordinator then ends the stream. */
  leave(): void {
    this.#stream.write({ leave: {} });
    this.#stream.end();
  }

  /** Ends the stream without leaving. */
  cancel(): void {
    this.#stream.cancel();
  }

  #receive(response: JoinResponse): void {
    this.#heardAtMs = this.#options.clock.monotonicMs();
    this.#options.onContact();
    const { assignment, heartbeat } = response;
    if (heartbeat !== undefined && heartbeat !== null) this.#answersHeartbeats = true;
    if (assignment === undefined || assignment === null) return;
    if (assignment.heartbeatIntervalMs > 0) {
      this.#heartbeatIntervalMs = assignment.heartbeatIntervalMs;
    }
    this.#options.onAssignment(assignment);
  }

  #scheduleHeartbeat(): void {
    this.#timer = this.#options.clock.setTimer(this.#heartbeatIntervalMs, () => {
      const silentMs = this.#options.clock.monotonicMs() - this.#heardAtMs;
      if (this.#answersHeartbeats && silentMs >= this.#options.sessionTimeoutMs) {
        this.#end(new WeirError('UNAVAILABLE', `The coordinator was silent for ${silentMs} ms`));
        this.#stream.cancel();
        return;
      }
      this.#stream.write({ heartbeat: {} });
      this.#scheduleHeartbeat();
    });
  }

  #end(error: WeirError | undefined): void {
    this.#timer?.cancel();
    this.#ended.resolve(error);
  }
}
