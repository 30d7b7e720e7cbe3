// From weir/internal/v1/replication.proto

import type { ReplicateHelloInput as _weir_internal_v1_ReplicateHelloInput, ReplicateHello as _weir_internal_v1_ReplicateHello } from '../../../weir/internal/v1/ReplicateHello.ts';
import type { ReplicaJoinInput as _weir_internal_v1_ReplicaJoinInput, ReplicaJoin as _weir_internal_v1_ReplicaJoin } from '../../../weir/internal/v1/ReplicaJoin.ts';
import type { ReplicaStartInput as _weir_internal_v1_ReplicaStartInput, ReplicaStart as _weir_internal_v1_ReplicaStart } from '../../../weir/internal/v1/ReplicaStart.ts';
import type { ReplicaAckInput as _weir_internal_v1_ReplicaAckInput, ReplicaAck as _weir_internal_v1_ReplicaAck } from '../../../weir/internal/v1/ReplicaAck.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * From the follower.
 */
export interface ReplicateRequestInput {
  /**
   * In the first message only.
   */
  'hello'?: (_weir_internal_v1_ReplicateHelloInput | null);
  'joins'?: (_weir_internal_v1_ReplicaJoinInput)[];
  'starts'?: (_weir_internal_v1_ReplicaStartInput)[];
  'acks'?: (_weir_internal_v1_ReplicaAckInput)[];
  /**
   * Sessions that the follower has ended.
   */
  'leaves'?: (number | string | Long)[];
}

/**
 * From the follower.
 */
export interface ReplicateRequest {
  /**
   * In the first message only.
   */
  'hello': (_weir_internal_v1_ReplicateHello | null);
  'joins': (_weir_internal_v1_ReplicaJoin)[];
  'starts': (_weir_internal_v1_ReplicaStart)[];
  'acks': (_weir_internal_v1_ReplicaAck)[];
  /**
   * Sessions that the follower has ended.
   */
  'leaves': (number)[];
}
