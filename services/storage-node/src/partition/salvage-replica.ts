import { type FlushPolicy, type NodeId, type Offset, WeirError } from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import { membersOf } from '../replication/replica-config.ts';
import type { ReplicaState } from '../replication/replica-state.ts';
import type { ReplicaFacts } from './replica-store.ts';

/** What is left of a replica under which the disk has failed. */
export interface SalvagedReplica extends ReplicaFacts {
  readonly configs: ReplicaState['configs'];
  readonly highWatermark: Offset;
  /** Why nothing of its log may be used. */
  readonly damage: string | undefined;
  /** Whether no other replica could have more. */
  readonly isAlone: boolean;
}

/** A replica that plays no role any more. */
export interface SalvageOptions {
  readonly log: PartitionLog;
  readonly state: ReplicaState;
  readonly flushPolicy: FlushPolicy;
  readonly nodeId: NodeId;
}

/** Closes the log of a failed replica; resolves with what another partition can start from. */
export async function salvageReplica(options: SalvageOptions): Promise<SalvagedReplica> {
  const { log, state, flushPolicy, nodeId } = options;
  const wasOpen = log.state === 'open';
  await log.close().catch(() => undefined);
  const { vote, isClean, isDirty, isSetAside, configs, highWatermark } = state;
  const isAlone = configs.entries.every((config) =>
    membersOf(config).isSubsetOf(new Set([nodeId])),
  );
  const damage = isSetAside ? setAsideError().message : undefined;
  const salvaged = { vote, isDirty, configs, highWatermark, damage, isAlone };
  if (wasOpen && log.flushedOffset === log.logEndOffset) return { ...salvaged, isClean };
  // With fsync nothing was acknowledged that is cut off now (6.1). Others may have more all the same.
  const isWhole = isAlone && flushPolicy === 'fsync';
  return { ...salvaged, isClean: isClean && isWhole, trustedEndOffset: log.flushedOffset };
}

/** Why a damaged log takes part in nothing. */
export function setAsideError(): WeirError {
  return new WeirError('STORAGE_ERROR', 'Log is damaged and waits to be copied from its leader');
}
