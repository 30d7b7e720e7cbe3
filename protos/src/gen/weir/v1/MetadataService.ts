// From weir/v1/metadata.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetMetadataRequestInput as _weir_v1_GetMetadataRequestInput, GetMetadataRequest as _weir_v1_GetMetadataRequest } from '../../weir/v1/GetMetadataRequest.ts';
import type { GetMetadataResponseInput as _weir_v1_GetMetadataResponseInput, GetMetadataResponse as _weir_v1_GetMetadataResponse } from '../../weir/v1/GetMetadataResponse.ts';
import type { WatchMetadataRequestInput as _weir_v1_WatchMetadataRequestInput, WatchMetadataRequest as _weir_v1_WatchMetadataRequest } from '../../weir/v1/WatchMetadataRequest.ts';
import type { WatchMetadataResponseInput as _weir_v1_WatchMetadataResponseInput, WatchMetadataResponse as _weir_v1_WatchMetadataResponse } from '../../weir/v1/WatchMetadataResponse.ts';

/**
 * What the cluster is made of. Every Weir service answers it from its cached view, so
 * any address starts a client.
 */
export interface MetadataServiceClient extends grpc.Client {
  /**
   * The cluster as the answering service knows it.
   */
  GetMetadata(argument: _weir_v1_GetMetadataRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _weir_v1_GetMetadataRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _weir_v1_GetMetadataRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _weir_v1_GetMetadataRequestInput, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  /**
   * The cluster as the answering service knows it.
   */
  getMetadata(argument: _weir_v1_GetMetadataRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _weir_v1_GetMetadataRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _weir_v1_GetMetadataRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _weir_v1_GetMetadataRequestInput, callback: grpc.requestCallback<_weir_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  
  /**
   * A snapshot first, then a delta for each change. The stream ends with the service.
   */
  WatchMetadata(argument: _weir_v1_WatchMetadataRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_v1_WatchMetadataResponse>;
  WatchMetadata(argument: _weir_v1_WatchMetadataRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_v1_WatchMetadataResponse>;
  /**
   * A snapshot first, then a delta for each change. The stream ends with the service.
   */
  watchMetadata(argument: _weir_v1_WatchMetadataRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_v1_WatchMetadataResponse>;
  watchMetadata(argument: _weir_v1_WatchMetadataRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_v1_WatchMetadataResponse>;
  
}

/**
 * What the cluster is made of. Every Weir service answers it from its cached view, so
 * any address starts a client.
 */
export interface MetadataServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The cluster as the answering service knows it.
   */
  GetMetadata: grpc.handleUnaryCall<_weir_v1_GetMetadataRequest, _weir_v1_GetMetadataResponseInput>;
  
  /**
   * A snapshot first, then a delta for each change. The stream ends with the service.
   */
  WatchMetadata: grpc.handleServerStreamingCall<_weir_v1_WatchMetadataRequest, _weir_v1_WatchMetadataResponseInput>;
  
}

export interface MetadataServiceDefinition extends grpc.ServiceDefinition {
  GetMetadata: MethodDefinition<_weir_v1_GetMetadataRequestInput, _weir_v1_GetMetadataResponseInput, _weir_v1_GetMetadataRequest, _weir_v1_GetMetadataResponse>
  WatchMetadata: MethodDefinition<_weir_v1_WatchMetadataRequestInput, _weir_v1_WatchMetadataResponseInput, _weir_v1_WatchMetadataRequest, _weir_v1_WatchMetadataResponse>
}
