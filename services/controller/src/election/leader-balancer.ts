import { toWeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';

const maxAtOnce = 256;

/**
 * Gives leaderships back to preferred replicas once all replicas are in sync again, so that a node that
 * was away leads its share.
 *
 * Tests: `leader-balancer.test.ts`.
 */
export class LeaderBalancer {
  readonly #context: ActiveContext;
  readonly #intervalMs: number;

  /** `intervalMs`: 0 leaves leaderships where they are. */
  constructor(context: ActiveContext, intervalMs: number) {
    this.#context = context;
    this.#intervalMs = intervalMs;
  }

  start(): void {
    if (this.#intervalMs > 0) this.#schedule();
  }

  #schedule(): void {
    const { clock, signal } = this.#context;
    clock.setTimer(this.#intervalMs, () => {
      if (!signal.aborted) void this.#balanceAndGoOn();
    });
  }

  async #balanceAndGoOn(): Promise<void> {
    await this.#balance();
    this.#schedule();
  }

  async #balance(): Promise<void> {
    const { state, elections, logger, signal } = this.#context;
    const movable = state
      .activePartitions()
      .filter((record) => this.#isMovable(record))
      .slice(0, maxAtOnce);
    if (movable.length === 0) return;
    logger.info({ partitions: movable.length }, 'Leaderships go back to preferred replicas');
    try {
      await elections.elect(movable, 'preferred');
    } catch (error) {
      if (!signal.aborted)
        logger.warn({ err: toWeirError(error) }, 'Leaderships were not balanced');
    }
  }

  #isMovable(record: PartitionRecord): boolean {
    const { state } = this.#context;
    const { leader, inSyncReplicas, reassignment } = record;
    const key = partitionKey(record.topicId, record.partition);
    const [preferred] = replicasOf(record);
    return (
      leader !== null &&
      preferred !== undefined &&
      leader !== preferred &&
      reassignment === null &&
      state.isReachable(leader) &&
      state.mayLead(preferred) &&
      state.facts.conditionOf(key, preferred) !== 'absent' &&
      // A new leader begins alone: where a replica is away, one more election leaves it one short.
      replicasOf(record).every((nodeId) => inSyncReplicas.includes(nodeId))
    );
  }
}
