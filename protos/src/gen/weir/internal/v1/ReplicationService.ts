// From weir/internal/v1/replication.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ReplicateRequestInput as _weir_internal_v1_ReplicateRequestInput, ReplicateRequest as _weir_internal_v1_ReplicateRequest } from '../../../weir/internal/v1/ReplicateRequest.ts';
import type { ReplicateResponseInput as _weir_internal_v1_ReplicateResponseInput, ReplicateResponse as _weir_internal_v1_ReplicateResponse } from '../../../weir/internal/v1/ReplicateResponse.ts';

/**
 * Storage node to storage node. A follower's node opens one stream to each node that
 * leads a partition it follows; all their partitions share it.
 */
export interface ReplicationServiceClient extends grpc.Client {
  Replicate(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_ReplicateRequestInput, _weir_internal_v1_ReplicateResponse>;
  Replicate(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_ReplicateRequestInput, _weir_internal_v1_ReplicateResponse>;
  replicate(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_ReplicateRequestInput, _weir_internal_v1_ReplicateResponse>;
  replicate(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_ReplicateRequestInput, _weir_internal_v1_ReplicateResponse>;
  
}

/**
 * Storage node to storage node. A follower's node opens one stream to each node that
 * leads a partition it follows; all their partitions share it.
 */
export interface ReplicationServiceHandlers extends grpc.UntypedServiceImplementation {
  Replicate: grpc.handleBidiStreamingCall<_weir_internal_v1_ReplicateRequest, _weir_internal_v1_ReplicateResponseInput>;
  
}

export interface ReplicationServiceDefinition extends grpc.ServiceDefinition {
  Replicate: MethodDefinition<_weir_internal_v1_ReplicateRequestInput, _weir_internal_v1_ReplicateResponseInput, _weir_internal_v1_ReplicateRequest, _weir_internal_v1_ReplicateResponse>
}
