import { type Clock, sleep, type Timer } from '@weir/core';
import type { Logger, ProbeResult } from '@weir/runtime';

/** Why a node is taken for dead. */
export interface NodeDeath {
  /** In words for people. */
  readonly evidence: string;
  /** Nothing was heard of it: it may be this side that is cut off. */
  readonly isSilence: boolean;
}

/** How a node is judged. */
export interface NodeLivenessOptions {
  /** Silence for so long is death. */
  readonly sessionTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly addressOf: (nodeId: number) => string | undefined;
  readonly onDead: (nodeId: number, death: NodeDeath) => void;
  /** Whether a node's port answers; never rejects. */
  readonly probe: (address: string, timeoutMs: number) => Promise<ProbeResult>;
}

const probeTimeoutMs = 250;
/** Before each look at a node in doubt. */
const probePausesMs = [0, 15, 30, 60, 120, 240];

/**
 * Judges nodes by their signs of life.
 *
 * A broken heartbeat stream together with a port that refuses is death at once; silence is death
 * after the session timeout; anything else is no evidence.
 *
 * Invariants:
 *   - A node is judged dead once, and not again before a new sign of life.
 * Tests: `node-liveness.test.ts`.
 */
export class NodeLiveness {
  readonly #options: NodeLivenessOptions;
  readonly #timers = new Map<number, Timer>();
  readonly #lastSeenMs = new Map<number, number>();
  /** The number of each node's last sign: no two signs have the same. */
  readonly #signs = new Map<number, number>();
  #lastSign = 0;

  constructor(options: NodeLivenessOptions) {
    this.#options = options;
  }

  /** A sign of life, or the benefit of the doubt at the start. */
  seen(nodeId: number): void {
    this.#lastSeenMs.set(nodeId, this.#options.clock.monotonicMs());
    this.#lastSign += 1;
    this.#signs.set(nodeId, this.#lastSign);
    if (!this.#timers.has(nodeId)) this.#watch(nodeId, this.#options.sessionTimeoutMs);
  }

  /**
   * There is doubt, such as a broken heartbeat stream: looks at once whether its port answers, and a
   * few times more, since a process that is killed may lose its streams before its port.
   */
  async probe(nodeId: number): Promise<void> {
    const { addressOf, clock, logger, probe } = this.#options;
    const sign = this.#signs.get(nodeId);
    const isInDoubt = (): boolean => sign !== undefined && this.#signs.get(nodeId) === sign;
    for (const pauseMs of probePausesMs) {
      if (pauseMs > 0) await sleep(clock, pauseMs);
      const address = addressOf(nodeId);
      if (address === undefined || !isInDoubt()) return;
      const result = await probe(address, probeTimeoutMs);
      logger.debug({ nodeId, result, isInDoubt: isInDoubt() }, 'Node was probed');
      if (!isInDoubt()) return;
      if (result === 'refused') {
        this.#declareDead(nodeId, { evidence: 'its port refuses', isSilence: false });
        return;
      }
    }
  }

  /** Nodes that are not dead yet and were not heard of for so long. */
  silentFor(ms: number): number[] {
    const sinceMs = this.#options.clock.monotonicMs() - ms;
    return [...this.#lastSeenMs].flatMap(([nodeId, seenMs]) => (seenMs <= sinceMs ? [nodeId] : []));
  }

  /** Judges it no more. */
  forget(nodeId: number): void {
    this.#timers.get(nodeId)?.cancel();
    this.#timers.delete(nodeId);
    this.#lastSeenMs.delete(nodeId);
    this.#signs.delete(nodeId);
  }

  stop(): void {
    for (const nodeId of this.#timers.keys()) this.forget(nodeId);
  }

  /** One timer per node, set anew only when it fires. */
  #watch(nodeId: number, delayMs: number): void {
    const { clock, sessionTimeoutMs } = this.#options;
    const timer = clock.setTimer(delayMs, () => {
      const silentMs = clock.monotonicMs() - (this.#lastSeenMs.get(nodeId) ?? 0);
      if (silentMs < sessionTimeoutMs) this.#watch(nodeId, sessionTimeoutMs - silentMs);
      else {
        const evidence = `silent for ${Math.round(silentMs)} ms`;
        this.#declareDead(nodeId, { evidence, isSilence: true });
      }
    });
    this.#timers.set(nodeId, timer);
  }

  #declareDead(nodeId: number, death: NodeDeath): void {
    this.forget(nodeId);
    this.#options.onDead(nodeId, death);
  }
}
