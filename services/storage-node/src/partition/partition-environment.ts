import type { Clock, NodeId } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { ReplicationObserver } from '../streams/replication-observer.ts';
import type { Partition } from './partition.ts';
import type { ProduceObserver } from './produce-times.ts';
import type { ReplicaKey, ReplicaStore } from './replica-store.ts';
import type { FollowerLinks, LeaderHint } from './replication-ports.ts';

/** What all partitions of a node share. */
export interface PartitionEnvironment {
  readonly nodeId: NodeId;
  /** Fresh at each start of the process. */
  readonly incarnation: string;
  readonly directoryId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: ReplicaStore;
  readonly links: FollowerLinks;
  readonly replication: ReplicationObserver;
  readonly produce: ProduceObserver;
  /** `replica.lag.time.max.ms`. */
  readonly lagTimeMaxMs: number;
  /** Who leads, as far as the metadata tell. */
  readonly leaderHint: (key: ReplicaKey) => LeaderHint;
  /** The partition's in-sync set, which it leads, is another: publish it. */
  readonly inSyncReplicasChanged: (partition: Partition) => void;
  /** The partition leads now, or no more. */
  readonly leadershipChanged: (partition: Partition) => void;
  /** The partition is to be ticked from now on: until its `tick` says that time changes nothing. */
  readonly timeMatters: (partition: Partition) => void;
  /** Whether there is room on the disk, as far as the system says. */
  readonly hasRoom: () => boolean;
  /** The partition plays no role any more: see `Partition.failure`. */
  readonly failed: (partition: Partition) => void;
  /** `Partition.symptoms` may have changed. */
  readonly healthChanged: (partition: Partition) => void;
}
