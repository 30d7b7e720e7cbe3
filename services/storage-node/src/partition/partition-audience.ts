import type { WeirError } from '@weir/core';

import type { FollowerSession, PartitionWatcher } from './replication-ports.ts';

/** Those who want to know when a partition moves: followers on other nodes, and readers. */
export class PartitionAudience {
  readonly #watchers = new Set<PartitionWatcher>();
  readonly #followers = new Map<number, FollowerSession>();

  /** Adds a reader; the result removes it. */
  watch(watcher: PartitionWatcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  addFollower(session: FollowerSession): void {
    this.#followers.set(session.session, session);
  }

  /** Removes a follower; returns whether it was there. */
  removeFollower(session: FollowerSession): boolean {
    return this.#followers.delete(session.session);
  }

  /** Batches were queued: followers may have them while the leader still writes. */
  appended(): void {
    for (const session of this.#followers.values()) session.appended();
  }

  /** High watermark or log start have moved. */
  marksMoved(): void {
    for (const session of this.#followers.values()) session.marksMoved();
    this.roleMoved();
  }

  /** Readers should look again. */
  roleMoved(): void {
    for (const watcher of this.#watchers) watcher.partitionMoved();
  }

  /** The leader leads no more: followers look for another. */
  endFollowers(error: WeirError): void {
    const sessions = [...this.#followers.values()];
    this.#followers.clear();
    for (const session of sessions) session.ended(error);
    this.roleMoved();
  }
}
