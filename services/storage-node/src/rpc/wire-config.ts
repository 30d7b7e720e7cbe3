import type { ReplicaConfigInput, ReplicaStateInput } from '@weir/protos';

import type { ReplicaConfig } from '../replication/replica-config.ts';
import type { PromiseState } from '../replication/replica-effect.ts';

/** A replica config as it stands in a message. */
export function toWireConfig({ sets, offset, leaderEpoch }: ReplicaConfig): ReplicaConfigInput {
  return {
    sets: sets.map(({ replicas, minInsyncReplicas }) => ({
      replicas: [...replicas],
      minInsyncReplicas,
    })),
    offset,
    leaderEpoch,
  };
}

/** What a replica proves, as it stands in a message. */
export function toWireState(state: PromiseState): ReplicaStateInput {
  return {
    incarnation: state.incarnation,
    clean: state.isClean,
    lastEpoch: state.lastEpoch,
    logEndOffset: state.logEndOffset,
    logStartOffset: state.logStartOffset,
    highWatermark: state.highWatermark,
    config: toWireConfig(state.config),
  };
}
