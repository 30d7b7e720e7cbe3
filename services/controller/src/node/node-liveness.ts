import type { Clock, Timer } from '@weir/core';
import { type Logger, probeTcp } from '@weir/runtime';

/** How a node is judged. */
export interface NodeLivenessOptions {
  /** Silence for so long is death. */
  readonly sessionTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly addressOf: (nodeId: number) => string | undefined;
  readonly onDead: (nodeId: number, evidence: string) => void;
}

const probeTimeoutMs = 250;

/**
 * Judges nodes by their signs of life.
 *
 * A broken heartbeat stream together with a port that refuses is death at once; silence is death
 * after the session timeout; anything else is no evidence.
 */
export class NodeLiveness {
  readonly #options: NodeLivenessOptions;
  readonly #timers = new Map<number, Timer>();
  readonly #lastSeenMs = new Map<number, number>();

  constructor(options: NodeLivenessOptions) {
    this.#options = options;
  }

  /** A sign of life, or the benefit of the doubt at the start. */
  seen(nodeId: number): void {
    this.#lastSeenMs.set(nodeId, this.#options.clock.monotonicMs());
    if (!this.#timers.has(nodeId)) this.#watch(nodeId, this.#options.sessionTimeoutMs);
  }

  /** Its heartbeat stream broke: looks at once whether its port still answers. */
  async streamBroke(nodeId: number): Promise<void> {
    const address = this.#options.addressOf(nodeId);
    if (address === undefined || !this.#timers.has(nodeId)) return;
    const beforeMs = this.#lastSeenMs.get(nodeId);
    const result = await probeTcp(address, probeTimeoutMs);
    const hasComeBack = this.#lastSeenMs.get(nodeId) !== beforeMs;
    this.#options.logger.debug({ nodeId, result, hasComeBack }, 'Heartbeat stream broke');
    if (result === 'refused' && !hasComeBack) this.#declareDead(nodeId, 'its port refuses');
  }

  /** Judges it no more. */
  forget(nodeId: number): void {
    this.#timers.get(nodeId)?.cancel();
    this.#timers.delete(nodeId);
    this.#lastSeenMs.delete(nodeId);
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
      else this.#declareDead(nodeId, `silent for ${Math.round(silentMs)} ms`);
    });
    this.#timers.set(nodeId, timer);
  }

  #declareDead(nodeId: number, evidence: string): void {
    this.forget(nodeId);
    this.#options.onDead(nodeId, evidence);
  }
}
