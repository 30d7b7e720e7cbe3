import type { Clock } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { logNoAnswer } from '../node/log-no-answer.ts';
import type { NodeCalls } from '../node/node-calls.ts';

/** What a refresh works with. */
export interface InventoryRefreshOptions {
  readonly state: ClusterState;
  readonly calls: NodeCalls;
  readonly clock: Clock;
  readonly logger: Logger;
}

const minIntervalMs = 1_000;

/**
 * Asks nodes anew what their replicas are worth: one that was unclean when its node registered may
 * have caught up since (rule 2.6: first ask who is reachable and clean).
 */
export class InventoryRefresh {
  readonly #options: InventoryRefreshOptions;
  readonly #askedAtMs = new Map<number, number>();

  constructor(options: InventoryRefreshOptions) {
    this.#options = options;
  }

  /** Each node at most once a second. */
  async run(nodeIds: Iterable<number>): Promise<void> {
    const { state, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const due = [...new Set(nodeIds)].filter(
      (nodeId) =>
        state.isReachable(nodeId) &&
        nowMs - (this.#askedAtMs.get(nodeId) ?? -Infinity) >= minIntervalMs,
    );
    await Promise.all(
      due.map(async (nodeId) => {
        this.#askedAtMs.set(nodeId, nowMs);
        await this.#ask(nodeId);
      }),
    );
  }

  async #ask(nodeId: number): Promise<void> {
    const { calls, state, logger } = this.#options;
    try {
      const { replicas } = await calls.inventory(nodeId);
      state.facts.noteInventory(nodeId, replicas);
    } catch (error) {
      logNoAnswer(logger, { nodeId, call: 'GetInventory' }, error);
    }
  }
}
