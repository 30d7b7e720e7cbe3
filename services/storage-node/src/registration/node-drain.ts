import { type Clock, type NodeId, sleep } from '@weir/core';
import { type DrainNodeResponse, NodeRegistryService } from '@weir/protos';
import {
  callUnary,
  type ChannelPool,
  type Drainer,
  type DrainResult,
  fromServiceError,
  type Logger,
} from '@weir/runtime';

import type { NodeRegistration, NodeSession } from './node-registration.ts';

/** What a drain works with. */
export interface NodeDrainOptions {
  readonly nodeId: NodeId;
  readonly registration: Pick<NodeRegistration, 'sessionWithin' | 'renew' | 'hasRegistered'>;
  /** How many partitions the node leads now. */
  readonly leaderships: () => number;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long to wait for leaderships to move away, and for a controller that answers. */
  readonly handOverTimeoutMs: number;
  /** How long to wait until the cluster can do without the node. */
  readonly turnTimeoutMs: number;
}

/** `waiting`: for its turn. `draining`: it leads nothing that another can lead, and gets nothing. */
type DrainState = 'working' | 'waiting' | 'draining';

interface Turn {
  readonly isGranted: boolean;
  /** Why not. */
  readonly reason: string;
  readonly unguardedPartitions: number;
}

const askAgainMs = 250;
/** By then new leaders have told the controller that they began alone: before, it takes all for in sync. */
const leadersBeginMs = 500;
const takenBack: DrainResult = { isDrained: false, text: 'the drain was taken back' };

/**
 * Takes the node out of the cluster's work, in good order: waits until no partition would be short of
 * replicas in sync without it and no other node drains, then has its leaderships moved away. The node
 * goes on as a follower, so that nobody misses it before it stops.
 *
 * Invariants:
 *   - At most one node of a cluster drains, but for those that have waited in vain.
 *   - A node that waits for its turn does not count as draining: two that wait do not block each other.
 * Tests: `node-drain.test.ts`, `test/integration/rolling-restart.test.ts`.
 */
export class NodeDrain implements Drainer {
  readonly #options: NodeDrainOptions;
  #state: DrainState = 'working';
  #running: Promise<DrainResult> | undefined;
  #waiting = new AbortController();

  constructor(options: NodeDrainOptions) {
    this.#options = options;
  }

  /** What heartbeats say: undefined while it waits, as the controller then knows better. */
  get isDraining(): boolean | undefined {
    return this.#state === 'waiting' ? undefined : this.#state === 'draining';
  }

  /** Waits for its turn, then hands the leaderships over. Whoever asks meanwhile waits for the same. */
  drain(): Promise<DrainResult> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** The node may lead again. */
  async cancel(): Promise<void> {
    this.#waiting.abort();
    await this.#running;
    if (this.#state !== 'working') this.#options.logger.info('drain is taken back');
    this.#state = 'working';
  }

  /** Hands the leaderships over without waiting for a turn: the node is about to stop. */
  async handOver(): Promise<void> {
    this.#waiting.abort();
    this.#state = 'draining';
    await this.#moveLeaderships();
  }

  async #moveLeaderships(): Promise<void> {
    const { clock, logger, leaderships, registration, handOverTimeoutMs } = this.#options;
    const untilMs = clock.monotonicMs() + handOverTimeoutMs;
    let session: NodeSession | undefined;
    while (leaderships() > 0 && clock.monotonicMs() < untilMs) {
      const leftMs = untilMs - clock.monotonicMs();
      const next = await registration.sessionWithin(leftMs);
      if (next === undefined || next === session) break;
      session = next;
      const answer = await this.#ask(session, { waitsForTurn: false, deadlineMs: leftMs });
      if (answer !== undefined) return;
    }
    if (leaderships() > 0) logger.warn('leaderships could not be handed over');
  }

  async #drain(): Promise<DrainResult> {
    const { clock, logger, leaderships, registration, turnTimeoutMs } = this.#options;
    if (!registration.hasRegistered) {
      return { isDrained: true, text: 'never registered, nothing to drain' };
    }
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    const untilMs = clock.monotonicMs() + turnTimeoutMs;
    if (this.#state === 'working') this.#state = 'waiting';
    const hasLed = leaderships() > 0;
    const turn = await this.#takeTurn(untilMs, signal);
    if (signal.aborted) return takenBack;
    if (turn.unguardedPartitions > 0) {
      const { unguardedPartitions } = turn;
      logger.warn({ unguardedPartitions }, 'partitions fall below min.insync.replicas meanwhile');
    }
    this.#state = 'draining';
    await this.#moveLeaderships();
    // New leaders begin alone: the node stays until the other followers have joined them.
    if (hasLed) await sleep(clock, leadersBeginMs, signal).catch(() => undefined);
    const { isGranted, reason } = turn.isGranted ? await this.#takeTurn(untilMs, signal) : turn;
    if (signal.aborted) return takenBack;
    const text = `leads ${leaderships()} partitions`;
    if (isGranted) return { isDrained: true, text: `drained, ${text}` };
    logger.warn({ reason }, 'waited in vain until the cluster can do without this node');
    return { isDrained: false, text: `waited in vain: ${reason}; ${text}` };
  }

  async #takeTurn(untilMs: number, signal: AbortSignal): Promise<Turn> {
    const { clock, logger, registration, handOverTimeoutMs } = this.#options;
    const unanswered = 'no controller answers';
    let turn: Turn = { isGranted: false, reason: unanswered, unguardedPartitions: 0 };
    while (!signal.aborted) {
      const session = await registration.sessionWithin(handOverTimeoutMs);
      if (session === undefined) return { ...turn, reason: unanswered };
      const deadlineMs = handOverTimeoutMs;
      const answer = await this.#ask(session, { waitsForTurn: true, deadlineMs });
      const { reason } = turn;
      if (answer !== undefined) turn = turnOf(answer);
      if (turn.isGranted || clock.monotonicMs() + askAgainMs > untilMs) break;
      if (turn.reason !== reason) logger.info({ blockedBy: turn.reason }, 'waits to drain');
      await sleep(clock, askAgainMs, signal).catch(() => undefined);
    }
    return turn;
  }

  async #ask(
    { address, nodeEpoch }: NodeSession,
    { waitsForTurn, deadlineMs }: { readonly waitsForTurn: boolean; readonly deadlineMs: number },
  ): Promise<DrainNodeResponse | undefined> {
    const { nodeId, channels, logger, registration } = this.#options;
    const client = channels.client(NodeRegistryService, address);
    try {
      const request = { nodeId, nodeEpoch, waitsForTurn };
      const answer = await callUnary(client, 'drainNode', request, { deadlineMs });
      const { remainingLeaders, blockedBy } = answer;
      if (blockedBy === '') logger.info({ remainingLeaders }, 'leaderships handed over');
      return answer;
    } catch (error) {
      logger.warn({ address, err: fromServiceError(error) }, 'controller did not take leaderships');
      // Another controller may have taken over: the registration finds it.
      registration.renew();
      return undefined;
    }
  }
}

function turnOf({ blockedBy, unguardedPartitions }: DrainNodeResponse): Turn {
  return { isGranted: blockedBy === '', reason: blockedBy, unguardedPartitions };
}
