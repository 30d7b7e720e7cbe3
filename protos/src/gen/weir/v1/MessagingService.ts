// From weir/v1/messaging.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { PublishRequestInput as _weir_v1_PublishRequestInput, PublishRequest as _weir_v1_PublishRequest } from '../../weir/v1/PublishRequest.ts';
import type { PublishResponseInput as _weir_v1_PublishResponseInput, PublishResponse as _weir_v1_PublishResponse } from '../../weir/v1/PublishResponse.ts';
import type { PublishStreamRequestInput as _weir_v1_PublishStreamRequestInput, PublishStreamRequest as _weir_v1_PublishStreamRequest } from '../../weir/v1/PublishStreamRequest.ts';
import type { PublishStreamResponseInput as _weir_v1_PublishStreamResponseInput, PublishStreamResponse as _weir_v1_PublishStreamResponse } from '../../weir/v1/PublishStreamResponse.ts';
import type { SubscribeRequestInput as _weir_v1_SubscribeRequestInput, SubscribeRequest as _weir_v1_SubscribeRequest } from '../../weir/v1/SubscribeRequest.ts';
import type { SubscribeResponseInput as _weir_v1_SubscribeResponseInput, SubscribeResponse as _weir_v1_SubscribeResponse } from '../../weir/v1/SubscribeResponse.ts';

/**
 * The simple door, served by the gateway: publish and consume with plain generated stubs. The gateway
 * knows leaders and coordinators, batches what many callers send, and reads for its subscribers.
 */
export interface MessagingServiceClient extends grpc.Client {
  /**
   * Records of one or more topics; each has a result of its own. The call's deadline bounds the wait.
   */
  Publish(argument: _weir_v1_PublishRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  Publish(argument: _weir_v1_PublishRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  Publish(argument: _weir_v1_PublishRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  Publish(argument: _weir_v1_PublishRequestInput, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  /**
   * Records of one or more topics; each has a result of its own. The call's deadline bounds the wait.
   */
  publish(argument: _weir_v1_PublishRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  publish(argument: _weir_v1_PublishRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  publish(argument: _weir_v1_PublishRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  publish(argument: _weir_v1_PublishRequestInput, callback: grpc.requestCallback<_weir_v1_PublishResponse>): grpc.ClientUnaryCall;
  
  /**
   * The same, pipelined: one answer for each request, in the order of the requests. When 8 MiB of records
   * are unanswered the gateway reads no further until some are.
   */
  PublishStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_PublishStreamRequestInput, _weir_v1_PublishStreamResponse>;
  PublishStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_PublishStreamRequestInput, _weir_v1_PublishStreamResponse>;
  /**
   * The same, pipelined: one answer for each request, in the order of the requests. When 8 MiB of records
   * are unanswered the gateway reads no further until some are.
   */
  publishStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_PublishStreamRequestInput, _weir_v1_PublishStreamResponse>;
  publishStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_PublishStreamRequestInput, _weir_v1_PublishStreamResponse>;
  
  /**
   * Joins a group or names partitions, then receives records while it has granted bytes.
   */
  Subscribe(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_SubscribeRequestInput, _weir_v1_SubscribeResponse>;
  Subscribe(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_SubscribeRequestInput, _weir_v1_SubscribeResponse>;
  /**
   * Joins a group or names partitions, then receives records while it has granted bytes.
   */
  subscribe(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_SubscribeRequestInput, _weir_v1_SubscribeResponse>;
  subscribe(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_SubscribeRequestInput, _weir_v1_SubscribeResponse>;
  
}

/**
 * The simple door, served by the gateway: publish and consume with plain generated stubs. The gateway
 * knows leaders and coordinators, batches what many callers send, and reads for its subscribers.
 */
export interface MessagingServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Records of one or more topics; each has a result of its own. The call's deadline bounds the wait.
   */
  Publish: grpc.handleUnaryCall<_weir_v1_PublishRequest, _weir_v1_PublishResponseInput>;
  
  /**
   * The same, pipelined: one answer for each request, in the order of the requests. When 8 MiB of records
   * are unanswered the gateway reads no further until some are.
   */
  PublishStream: grpc.handleBidiStreamingCall<_weir_v1_PublishStreamRequest, _weir_v1_PublishStreamResponseInput>;
  
  /**
   * Joins a group or names partitions, then receives records while it has granted bytes.
   */
  Subscribe: grpc.handleBidiStreamingCall<_weir_v1_SubscribeRequest, _weir_v1_SubscribeResponseInput>;
  
}

export interface MessagingServiceDefinition extends grpc.ServiceDefinition {
  Publish: MethodDefinition<_weir_v1_PublishRequestInput, _weir_v1_PublishResponseInput, _weir_v1_PublishRequest, _weir_v1_PublishResponse>
  PublishStream: MethodDefinition<_weir_v1_PublishStreamRequestInput, _weir_v1_PublishStreamResponseInput, _weir_v1_PublishStreamRequest, _weir_v1_PublishStreamResponse>
  Subscribe: MethodDefinition<_weir_v1_SubscribeRequestInput, _weir_v1_SubscribeResponseInput, _weir_v1_SubscribeRequest, _weir_v1_SubscribeResponse>
}
