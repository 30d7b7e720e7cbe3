import type { Clock, Random } from '@weir/core';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { needsLeader } from '../cluster/partition-situation.ts';
import { keyOf } from '../cluster/records.ts';
import type { ElectionRequest } from './election-runner.ts';

/** What retries work with. */
export interface ElectionRetriesOptions {
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

const retryMinMs = 100;
const retryMaxMs = 1_000;

/**
 * Elections that are to be held again because their partitions still lack a leader, all at once after
 * a random pause: two controllers that outbid one another come apart by it.
 */
export class ElectionRetries {
  readonly #options: ElectionRetriesOptions;
  readonly #elect: (requests: readonly ElectionRequest[]) => Promise<unknown>;
  readonly #waiting = new Map<string, ElectionRequest>();

  constructor(
    options: ElectionRetriesOptions,
    elect: (requests: readonly ElectionRequest[]) => Promise<unknown>,
  ) {
    this.#options = options;
    this.#elect = elect;
  }

  /** Takes those of the requests that still lack a leader. */
  add(requests: readonly ElectionRequest[]): void {
    const isScheduled = this.#waiting.size > 0;
    for (const request of requests) {
      if (this.#isDue(request)) this.#waiting.set(keyOf(request), request);
    }
    if (isScheduled || this.#waiting.size === 0) return;
    const { clock, random, signal } = this.#options;
    clock.setTimer(retryMinMs + random.nextInt(retryMaxMs - retryMinMs), () => {
      const due = [...this.#waiting.values()].filter((request) => this.#isDue(request));
      this.#waiting.clear();
      // What fails comes back through `add`.
      if (!signal.aborted) this.#elect(due).catch(() => undefined);
    });
  }

  #isDue(request: ElectionRequest): boolean {
    const { state, signal } = this.#options;
    const record = state.partitions.get(keyOf(request));
    if (record === undefined || signal.aborted) return false;
    return state.topics.get(record.topicId)?.state === 'active' && needsLeader(state, record);
  }
}
