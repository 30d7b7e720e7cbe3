// From weir/internal/v1/node_control.proto

import type { ReplicaConfigInput as _weir_internal_v1_ReplicaConfigInput, ReplicaConfig as _weir_internal_v1_ReplicaConfig } from '../../../weir/internal/v1/ReplicaConfig.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * What a replica can prove. Unchanged from the answer until it starts or joins the epoch.
 */
export interface ReplicaStateInput {
  'incarnation'?: (string);
  'clean'?: (boolean);
  /**
   * With log_end_offset the replica's rank; -1 for none.
   */
  'lastEpoch'?: (number);
  'logEndOffset'?: (number | string | Long);
  'logStartOffset'?: (number | string | Long);
  /**
   * The last one known, for reports only.
   */
  'highWatermark'?: (number | string | Long);
  'config'?: (_weir_internal_v1_ReplicaConfigInput | null);
}

/**
 * What a replica can prove. Unchanged from the answer until it starts or joins the epoch.
 */
export interface ReplicaState {
  'incarnation': (string);
  'clean': (boolean);
  /**
   * With log_end_offset the replica's rank; -1 for none.
   */
  'lastEpoch': (number);
  'logEndOffset': (number);
  'logStartOffset': (number);
  /**
   * The last one known, for reports only.
   */
  'highWatermark': (number);
  'config': (_weir_internal_v1_ReplicaConfig | null);
}
