// From weir/internal/v1/security.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { WatchSecurityRequestInput as _weir_internal_v1_WatchSecurityRequestInput, WatchSecurityRequest as _weir_internal_v1_WatchSecurityRequest } from '../../../weir/internal/v1/WatchSecurityRequest.ts';
import type { WatchSecurityResponseInput as _weir_internal_v1_WatchSecurityResponseInput, WatchSecurityResponse as _weir_internal_v1_WatchSecurityResponse } from '../../../weir/internal/v1/WatchSecurityResponse.ts';

/**
 * How every service learns who may do what. Served by each controller from what it knows.
 */
export interface SecurityServiceClient extends grpc.Client {
  /**
   * The whole of it first, and again after each change. The stream ends with the service.
   */
  WatchSecurity(argument: _weir_internal_v1_WatchSecurityRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_WatchSecurityResponse>;
  WatchSecurity(argument: _weir_internal_v1_WatchSecurityRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_WatchSecurityResponse>;
  /**
   * The whole of it first, and again after each change. The stream ends with the service.
   */
  watchSecurity(argument: _weir_internal_v1_WatchSecurityRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_WatchSecurityResponse>;
  watchSecurity(argument: _weir_internal_v1_WatchSecurityRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_WatchSecurityResponse>;
  
}

/**
 * How every service learns who may do what. Served by each controller from what it knows.
 */
export interface SecurityServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The whole of it first, and again after each change. The stream ends with the service.
   */
  WatchSecurity: grpc.handleServerStreamingCall<_weir_internal_v1_WatchSecurityRequest, _weir_internal_v1_WatchSecurityResponseInput>;
  
}

export interface SecurityServiceDefinition extends grpc.ServiceDefinition {
  WatchSecurity: MethodDefinition<_weir_internal_v1_WatchSecurityRequestInput, _weir_internal_v1_WatchSecurityResponseInput, _weir_internal_v1_WatchSecurityRequest, _weir_internal_v1_WatchSecurityResponse>
}
