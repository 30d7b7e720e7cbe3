import type { Clock, NodeId } from '@weir/core';
import type { Logger, MetadataView } from '@weir/runtime';

import type { Following } from '../replication/follower-state.ts';

/** The replicas of this node. */
export interface ReplicasHere {
  readonly find: (
    topicId: string,
    partition: number,
  ) => { readonly following?: Following | undefined } | undefined;
  /** Whether a replica does not work. */
  readonly isSetAside: (topicId: string, partition: number) => boolean;
}

/** What catching up is judged by. */
export interface CatchUpOptions {
  readonly nodeId: NodeId;
  readonly view: Pick<MetadataView, 'isLoaded' | 'topics' | 'node'>;
  readonly registry: ReplicasHere;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Whether the node has caught up since it started: each of its replicas copies from its leader and is in
 * sync. Once it has, it has for good: what falls behind later is told by metrics, not by readiness.
 *
 * Only what can catch up is waited for, so that no node waits for one that waits for it: a replica counts
 * when its leader is on a node that is alive, and when it is not set aside on this one.
 *
 * Tests: `catch-up.test.ts`.
 */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #startedAtMs: number;
  #isDone = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.monotonicMs();
  }

  /** Looks at every replica until it is done. */
  get isDone(): boolean {
    const { view, clock, logger } = this.#options;
    if (this.#isDone || !view.isLoaded || this.#isBehind()) return this.#isDone;
    this.#isDone = true;
    logger.info({ afterMs: clock.monotonicMs() - this.#startedAtMs }, 'caught up');
    return true;
  }

  #isBehind(): boolean {
    const { nodeId, view, registry } = this.#options;
    return view.topics().some(({ topicId, partitions }) =>
      partitions.some(({ partition, leader, assignedReplicas, inSyncReplicas }) => {
        const isHere =
          assignedReplicas.includes(nodeId) && !registry.isSetAside(topicId, partition);
        if (!isHere || leader === nodeId || !this.#isReachable(leader)) return false;
        // The set may still be the one from before this process was started.
        const following = registry.find(topicId, partition)?.following;
        const isStreaming = following?.leader === leader && following.isStreaming;
        return !isStreaming || !inSyncReplicas.includes(nodeId);
      }),
    );
  }

  #isReachable(leader: number | undefined): leader is number {
    if (leader === undefined) return false;
    const state = this.#options.view.node(leader)?.state;
    return state === 'NODE_STATE_ALIVE' || state === 'NODE_STATE_STOPPING';
  }
}
