import { type Clock, isErrorCode, type NodeId, type Timer } from '@weir/core';
import { NodeRegistryService } from '@weir/protos';
import { callUnary, type ChannelPool, fromServiceError, type Logger } from '@weir/runtime';

import type { Partition } from '../partition/partition.ts';
import type { NodeSession } from './node-registration.ts';

/** What publishing in-sync sets works with. */
export interface IsrPublisherOptions {
  readonly nodeId: NodeId;
  readonly session: () => NodeSession | undefined;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Changes of one burst go together. */
const gatherMs = 5;
const retryMs = 200;
const callDeadlineMs = 5000;
const maxPartitions = 1000;

/**
 * Tells the controller the in-sync sets of the partitions that this node leads: for operators and
 * clients alone, since no election reads them (5.2).
 *
 * Invariants:
 *   - One call is under way; what changes meanwhile goes with the next, as it is then.
 *   - A partition that is led no more is not told about.
 * Tests: `storage-node.test.ts`.
 */
export class IsrPublisher {
  readonly #options: IsrPublisherOptions;
  readonly #changed = new Set<Partition>();
  #timer: Timer | undefined;
  #isCalling = false;
  #isStopped = false;

  constructor(options: IsrPublisherOptions) {
    this.#options = options;
  }

  /** The partition's in-sync set is another. */
  changed(partition: Partition): void {
    this.#changed.add(partition);
    this.#schedule(gatherMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped || this.#isCalling || this.#timer !== undefined) return;
    this.#timer = this.#options.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      void this.#publish();
    });
  }

  async #publish(): Promise<void> {
    const session = this.#options.session();
    const partitions = this.#take();
    if (partitions.length === 0) return;
    this.#isCalling = true;
    const isDone = session !== undefined && (await this.#call(session, partitions));
    this.#isCalling = false;
    if (!isDone) for (const partition of partitions) this.#changed.add(partition);
    if (this.#changed.size > 0) this.#schedule(isDone ? gatherMs : retryMs);
  }

  #take(): Partition[] {
    const taken: Partition[] = [];
    for (const partition of this.#changed) {
      if (taken.length === maxPartitions) break;
      this.#changed.delete(partition);
      if (partition.leaderEpoch !== undefined) taken.push(partition);
    }
    return taken;
  }

  async #call(session: NodeSession, partitions: readonly Partition[]): Promise<boolean> {
    const { nodeId, channels, logger } = this.#options;
    try {
      const { results } = await callUnary(
        channels.client(NodeRegistryService, session.address),
        'changeIsr',
        {
          nodeId,
          nodeEpoch: session.nodeEpoch,
          partitions: partitions.map(({ key, leaderEpoch, inSyncReplicas }) => ({
            ...key,
            leaderEpoch: leaderEpoch ?? 0,
            inSyncReplicas: [...inSyncReplicas],
          })),
        },
        { deadlineMs: callDeadlineMs },
      );
      for (const [index, { errorCode }] of results.entries()) {
        const partition = partitions[index];
        if (partition !== undefined && mayRetry(errorCode)) this.#changed.add(partition);
      }
      return true;
    } catch (error) {
      logger.debug({ code: fromServiceError(error).code }, 'in-sync sets were not published');
      return false;
    }
  }
}

function mayRetry(errorCode: string): boolean {
  return isErrorCode(errorCode) && ['STORE_CONFLICT', 'STORE_UNAVAILABLE'].includes(errorCode);
}
