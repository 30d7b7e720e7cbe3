import type { Clock, NodeId } from '@weir/core';
import type { MetadataView } from '@weir/runtime';

import type { DataDirectory } from '../database/data-directory.ts';
import type { DiskWatch } from '../disk-watch.ts';
import type { LogEnvironment } from '../log/log-environment.ts';
import type { Partition } from '../partition/partition.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { RecoveryProgress } from '../partition/recovery-progress.ts';
import { isCaughtUp } from '../registration/is-caught-up.ts';
import type { NodeStatus } from '../registration/node-registration.ts';
import type { ByteBudget } from '../rpc/byte-budget.ts';
import type { LedPartition } from './led-partition.ts';
import { measureLeading } from './leading-figures.ts';
import type { LogFigures, NodeFigures } from './node-figures.ts';
import type { ObservedNode } from './node-gauges.ts';
import type { NodeTraffic } from './node-traffic.ts';

/** The parts of a node that its figures come from. */
export interface NodeCensusOptions {
  readonly nodeId: NodeId;
  readonly clock: Clock;
  readonly registry: PartitionRegistry;
  /** Partitions that the node leads. */
  readonly leading: ReadonlySet<Partition>;
  readonly directory: DataDirectory;
  readonly logs: LogEnvironment;
  readonly disk: DiskWatch;
  readonly budget: ByteBudget;
  readonly recovery: RecoveryProgress;
  readonly traffic: NodeTraffic;
  /** Unix time. */
  readonly startedAtMs: number;
  readonly metadata: MetadataView;
  readonly topicNameOf: (topicId: string) => string | undefined;
  readonly isRegistered: () => boolean;
}

/** Sums over thousands of logs are not made anew at each heartbeat and scrape. */
const measureIntervalMs = 1_000;

/** Counts what a node has, for heartbeats and metrics: in memory, on no record's way. */
export class NodeCensus implements ObservedNode {
  readonly #options: NodeCensusOptions;
  #measuredAtMs = Number.NEGATIVE_INFINITY;
  #sums = { bytes: 0, segments: 0 };

  constructor(options: NodeCensusOptions) {
    this.#options = options;
  }

  /** What heartbeats tell. */
  status(): Omit<NodeStatus, 'isDraining' | 'isCatchingUp'> {
    const { registry, leading, disk, traffic, startedAtMs } = this.#options;
    return {
      replicas: registry.size,
      leaders: leading.size,
      logBytes: this.#sumLogs().bytes,
      freeBytes: disk.space?.freeBytes ?? 0,
      failedReplicas: registry.health.failures(),
      ...traffic.totals(),
      startedAtMs,
    };
  }

  figures(): NodeFigures {
    const { nodeId, registry, leading, directory, disk, budget, recovery } = this.#options;
    return {
      isRegistered: this.#options.isRegistered(),
      isCaughtUp: isCaughtUp(this.#options.metadata, nodeId),
      isCleanStart: ['none', 'clean'].includes(directory.previousShutdown),
      replicas: registry.size,
      health: registry.health.counts(),
      leading: measureLeading(leading),
      logs: this.#logFigures(),
      produceBytesInFlight: budget.usedBytes,
      disk: disk.space,
      index: disk.index,
      recovery,
    };
  }

  *ledPartitions(): Iterable<LedPartition> {
    const { nodeId, leading, topicNameOf } = this.#options;
    for (const { key, log, state, leaderEpoch, inSyncReplicas } of leading) {
      const topic = topicNameOf(key.topicId);
      const replicas = state.config.sets.at(-1)?.replicas ?? [];
      if (topic === undefined || leaderEpoch === undefined) continue;
      yield {
        topic,
        partition: key.partition,
        logStartOffset: log.logStartOffset,
        logEndOffset: log.logEndOffset,
        highWatermark: state.highWatermark,
        logBytes: log.sizeBytes,
        inSyncReplicas: inSyncReplicas.length,
        assignedReplicas: replicas.length,
        leaderEpoch,
        isLeaderPreferred: replicas[0] === nodeId,
      };
    }
  }

  #logFigures(): LogFigures {
    const { logs } = this.#options;
    const { openFiles, memory } = logs;
    return { ...this.#sumLogs(), openFiles: openFiles.openFiles, tailBytes: memory.usedBytes };
  }

  /** At most a second old. */
  #sumLogs(): { readonly bytes: number; readonly segments: number } {
    const { clock, registry } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#measuredAtMs < measureIntervalMs) return this.#sums;
    this.#measuredAtMs = nowMs;
    this.#sums = { bytes: 0, segments: 0 };
    for (const { log } of registry.all()) {
      this.#sums.bytes += log.sizeBytes;
      this.#sums.segments += log.segmentCount;
    }
    return this.#sums;
  }
}
