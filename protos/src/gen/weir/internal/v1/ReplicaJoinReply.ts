// From weir/internal/v1/replication.proto

import type { EpochEntryInput as _weir_internal_v1_EpochEntryInput, EpochEntry as _weir_internal_v1_EpochEntry } from '../../../weir/internal/v1/EpochEntry.ts';
import type { ReplicaConfigInput as _weir_internal_v1_ReplicaConfigInput, ReplicaConfig as _weir_internal_v1_ReplicaConfig } from '../../../weir/internal/v1/ReplicaConfig.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReplicaJoinReplyInput {
  'session'?: (number | string | Long);
  /**
   * Empty when the leader of that epoch answers.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
  'leaderEpoch'?: (number);
  'epochs'?: (_weir_internal_v1_EpochEntryInput)[];
  'logEndOffset'?: (number | string | Long);
  'logStartOffset'?: (number | string | Long);
  'highWatermark'?: (number | string | Long);
  'config'?: (_weir_internal_v1_ReplicaConfigInput | null);
}

export interface ReplicaJoinReply {
  'session': (number);
  /**
   * Empty when the leader of that epoch answers.
   */
  'errorCode': (string);
  'errorMessage': (string);
  'leaderEpoch': (number);
  'epochs': (_weir_internal_v1_EpochEntry)[];
  'logEndOffset': (number);
  'logStartOffset': (number);
  'highWatermark': (number);
  'config': (_weir_internal_v1_ReplicaConfig | null);
}
