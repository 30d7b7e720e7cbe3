// From weir/internal/v1/replica.proto

import type { ReplicaSetInput as _weir_internal_v1_ReplicaSetInput, ReplicaSet as _weir_internal_v1_ReplicaSet } from '../../../weir/internal/v1/ReplicaSet.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The replica sets that rule a partition: one, or two during a change. It lives in the
 * partition's log; a replica uses the latest one that its log holds.
 */
export interface ReplicaConfigInput {
  'sets'?: (_weir_internal_v1_ReplicaSetInput)[];
  /**
   * Of the control record that holds it; -1 for the one of the creation.
   */
  'offset'?: (number | string | Long);
  /**
   * Of that record.
   */
  'leaderEpoch'?: (number);
}

/**
 * The replica sets that rule a partition: one, or two during a change. It lives in the
 * partition's log; a replica uses the latest one that its log holds.
 */
export interface ReplicaConfig {
  'sets': (_weir_internal_v1_ReplicaSet)[];
  /**
   * Of the control record that holds it; -1 for the one of the creation.
   */
  'offset': (number);
  /**
   * Of that record.
   */
  'leaderEpoch': (number);
}
