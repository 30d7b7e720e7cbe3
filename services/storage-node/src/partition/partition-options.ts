import type { Offset, TopicConfig } from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import type { LeaderAndIsrCall } from '../replication/replica-call.ts';
import type { DurableReplica } from '../replication/replica-state.ts';
import type { PartitionEnvironment } from './partition-environment.ts';
import type { ReplicaFailure } from './replica-health.ts';
import type { ReplicaKey } from './replica-store.ts';

/** What a partition starts from. */
export interface PartitionOptions {
  readonly key: ReplicaKey;
  readonly log: PartitionLog;
  readonly durable: DurableReplica;
  readonly highWatermark: Offset;
  readonly config: TopicConfig;
  readonly environment: PartitionEnvironment;
  readonly previous?: PreviousReplica | undefined;
}

/** The partition of the same process whose place another takes. */
export interface PreviousReplica {
  /** The highest epoch that it may have led: it is not led again. */
  readonly startedEpoch: number;
  /** Reported until the replica knows its leader: else nobody would look for one. */
  readonly failure: ReplicaFailure | undefined;
}

/** A call of the controller about who leads, without what the partition knows itself. */
export type LeaderCall = Omit<LeaderAndIsrCall, 'requestId' | 'lagTimeMaxMs' | 'nowMs'>;
