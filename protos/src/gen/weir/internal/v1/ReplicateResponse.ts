// From weir/internal/v1/replication.proto

import type { ReplicaJoinReplyInput as _weir_internal_v1_ReplicaJoinReplyInput, ReplicaJoinReply as _weir_internal_v1_ReplicaJoinReply } from '../../../weir/internal/v1/ReplicaJoinReply.ts';
import type { ReplicaDataInput as _weir_internal_v1_ReplicaDataInput, ReplicaData as _weir_internal_v1_ReplicaData } from '../../../weir/internal/v1/ReplicaData.ts';

/**
 * From the leader.
 */
export interface ReplicateResponseInput {
  'replies'?: (_weir_internal_v1_ReplicaJoinReplyInput)[];
  'data'?: (_weir_internal_v1_ReplicaDataInput)[];
}

/**
 * From the leader.
 */
export interface ReplicateResponse {
  'replies': (_weir_internal_v1_ReplicaJoinReply)[];
  'data': (_weir_internal_v1_ReplicaData)[];
}
