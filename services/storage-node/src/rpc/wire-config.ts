import { toLeaderEpoch } from '@weir/core';
import type {
  ReplicaConfig as WireReplicaConfig,
  ReplicaConfigInput,
  ReplicaStateInput,
} from '@weir/protos';

import { type ReplicaConfig, toReplicaSet } from '../replication/replica-config.ts';
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

/** A replica config from a message; throws `INVALID_REQUEST`. */
export function fromWireConfig(config: WireReplicaConfig): ReplicaConfig {
  return {
    sets: config.sets.map(toReplicaSet),
    offset: config.offset,
    leaderEpoch: toLeaderEpoch(config.leaderEpoch),
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
