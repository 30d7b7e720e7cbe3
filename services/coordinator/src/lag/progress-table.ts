import type { GroupId } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import { PartitionProgress } from './partition-progress.ts';
import type { WatchedPartition } from './watched-partition.ts';

/** The progress of every group in every partition that is watched. */
export class ProgressTable {
  readonly #stuckAfterMs: number;
  readonly #groups = new Map<GroupId, Map<PartitionKey, PartitionProgress>>();

  constructor(stuckAfterMs: number) {
    this.#stuckAfterMs = stuckAfterMs;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  get(groupId: GroupId, key: PartitionKey): PartitionProgress | undefined {
    return this.#groups.get(groupId)?.get(key);
  }

  /** The one that there is, or a new one. */
  open(groupId: GroupId, key: PartitionKey): PartitionProgress {
    let partitions = this.#groups.get(groupId);
    if (partitions === undefined) {
      partitions = new Map();
      this.#groups.set(groupId, partitions);
    }
    let progress = partitions.get(key);
    if (progress === undefined) {
      progress = new PartitionProgress(this.#stuckAfterMs);
      partitions.set(key, progress);
    }
    return progress;
  }

  /** Forgets all else. */
  keep(watched: readonly WatchedPartition[]): void {
    const kept = new Map<GroupId, Set<PartitionKey>>();
    for (const { host, key } of watched) {
      const keys = kept.get(host.groupId);
      if (keys === undefined) kept.set(host.groupId, new Set([key]));
      else keys.add(key);
    }
    for (const [groupId, partitions] of this.#groups) {
      const keys = kept.get(groupId);
      for (const key of partitions.keys()) if (keys?.has(key) !== true) partitions.delete(key);
      if (partitions.size === 0) this.#groups.delete(groupId);
    }
  }
}
