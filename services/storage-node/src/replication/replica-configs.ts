import { invariant } from '@weir/core';

import { isSameSet, type ReplicaConfig } from './replica-config.ts';

const maxConfigs = 8;

/**
 * The configs that a replica's log holds, by the offset of their control records (replication, 8).
 *
 * Kept beside the log, since the latest must survive retention (8.6), and cut with it. Immutable: each
 * change makes another list.
 *
 * Invariants:
 *   - There is always a latest config; offsets strictly grow.
 * Tests: `replica-configs.test.ts`.
 */
export class ReplicaConfigs {
  readonly entries: readonly ReplicaConfig[];

  constructor(entries: readonly ReplicaConfig[]) {
    invariant(entries.length > 0, 'a replica always has a config');
    invariant(
      entries.every((entry, index) => index === 0 || entry.offset > offsetOf(entries, index - 1)),
      'configs stand in the order of their offsets',
    );
    this.entries = entries;
  }

  /** The last config of a log that ends at `logEndOffset`, exclusive; the oldest if it holds none. */
  latestBelow(logEndOffset: number): ReplicaConfig {
    const latest = this.entries.findLast((entry) => entry.offset < logEndOffset) ?? this.entries[0];
    invariant(latest !== undefined, 'a replica always has a config');
    return latest;
  }

  /** Adds the config of a record behind all others; the oldest give way above eight. */
  append(config: ReplicaConfig): ReplicaConfigs {
    return new ReplicaConfigs([...this.entries, config].slice(-maxConfigs));
  }

  /** Forgets configs whose records a log that ends at `logEndOffset` does not hold. */
  truncate(logEndOffset: number): ReplicaConfigs {
    const kept = this.entries.filter((entry) => entry.offset < logEndOffset);
    if (kept.length === this.entries.length) return this;
    // An emptied log still needs someone to ask: the oldest config that is known.
    return new ReplicaConfigs(kept.length > 0 ? kept : this.entries.slice(0, 1));
  }

  /**
   * Takes the leader's latest config where the log's common prefix holds its record, or held it before
   * retention removed it. A config at or above `logEndOffset` comes with its record.
   */
  adopt(config: ReplicaConfig, logEndOffset: number): ReplicaConfigs {
    if (config.offset >= logEndOffset || isSameConfig(config, this.latestBelow(logEndOffset))) {
      return this;
    }
    return new ReplicaConfigs([config]);
  }
}

function isSameConfig(one: ReplicaConfig, other: ReplicaConfig): boolean {
  return (
    one.offset === other.offset &&
    one.leaderEpoch === other.leaderEpoch &&
    one.sets.length === other.sets.length &&
    one.sets.every((set, index) => {
      const match = other.sets[index];
      return match !== undefined && isSameSet(set, match);
    })
  );
}

function offsetOf(entries: readonly ReplicaConfig[], index: number): number {
  return entries[index]?.offset ?? Number.NEGATIVE_INFINITY;
}
