// From weir/v1/group.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CommitOffsetsRequestInput as _weir_v1_CommitOffsetsRequestInput, CommitOffsetsRequest as _weir_v1_CommitOffsetsRequest } from '../../weir/v1/CommitOffsetsRequest.ts';
import type { CommitOffsetsResponseInput as _weir_v1_CommitOffsetsResponseInput, CommitOffsetsResponse as _weir_v1_CommitOffsetsResponse } from '../../weir/v1/CommitOffsetsResponse.ts';
import type { CommitStreamRequestInput as _weir_v1_CommitStreamRequestInput, CommitStreamRequest as _weir_v1_CommitStreamRequest } from '../../weir/v1/CommitStreamRequest.ts';
import type { CommitStreamResponseInput as _weir_v1_CommitStreamResponseInput, CommitStreamResponse as _weir_v1_CommitStreamResponse } from '../../weir/v1/CommitStreamResponse.ts';
import type { DeleteGroupRequestInput as _weir_v1_DeleteGroupRequestInput, DeleteGroupRequest as _weir_v1_DeleteGroupRequest } from '../../weir/v1/DeleteGroupRequest.ts';
import type { DeleteGroupResponseInput as _weir_v1_DeleteGroupResponseInput, DeleteGroupResponse as _weir_v1_DeleteGroupResponse } from '../../weir/v1/DeleteGroupResponse.ts';
import type { DescribeGroupRequestInput as _weir_v1_DescribeGroupRequestInput, DescribeGroupRequest as _weir_v1_DescribeGroupRequest } from '../../weir/v1/DescribeGroupRequest.ts';
import type { DescribeGroupResponseInput as _weir_v1_DescribeGroupResponseInput, DescribeGroupResponse as _weir_v1_DescribeGroupResponse } from '../../weir/v1/DescribeGroupResponse.ts';
import type { FetchOffsetsRequestInput as _weir_v1_FetchOffsetsRequestInput, FetchOffsetsRequest as _weir_v1_FetchOffsetsRequest } from '../../weir/v1/FetchOffsetsRequest.ts';
import type { FetchOffsetsResponseInput as _weir_v1_FetchOffsetsResponseInput, FetchOffsetsResponse as _weir_v1_FetchOffsetsResponse } from '../../weir/v1/FetchOffsetsResponse.ts';
import type { JoinRequestInput as _weir_v1_JoinRequestInput, JoinRequest as _weir_v1_JoinRequest } from '../../weir/v1/JoinRequest.ts';
import type { JoinResponseInput as _weir_v1_JoinResponseInput, JoinResponse as _weir_v1_JoinResponse } from '../../weir/v1/JoinResponse.ts';
import type { ListGroupsRequestInput as _weir_v1_ListGroupsRequestInput, ListGroupsRequest as _weir_v1_ListGroupsRequest } from '../../weir/v1/ListGroupsRequest.ts';
import type { ListGroupsResponseInput as _weir_v1_ListGroupsResponseInput, ListGroupsResponse as _weir_v1_ListGroupsResponse } from '../../weir/v1/ListGroupsResponse.ts';
import type { ResetOffsetsRequestInput as _weir_v1_ResetOffsetsRequestInput, ResetOffsetsRequest as _weir_v1_ResetOffsetsRequest } from '../../weir/v1/ResetOffsetsRequest.ts';
import type { ResetOffsetsResponseInput as _weir_v1_ResetOffsetsResponseInput, ResetOffsetsResponse as _weir_v1_ResetOffsetsResponse } from '../../weir/v1/ResetOffsetsResponse.ts';

/**
 * Consumer groups. A group belongs to one shard, a shard to one coordinator; others
 * answer NOT_COORDINATOR and name the owner in the error's `coordinator` metadata.
 */
export interface GroupServiceClient extends grpc.Client {
  CommitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  CommitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  CommitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  CommitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  commitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  commitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  commitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  commitOffsets(argument: _weir_v1_CommitOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_CommitOffsetsResponse>): grpc.ClientUnaryCall;
  
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in another
   * order. A request that fails does not end the stream. At most 1,000 are worked on at a time; then
   * the server reads no further until one is answered.
   */
  CommitStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_CommitStreamRequestInput, _weir_v1_CommitStreamResponse>;
  CommitStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_CommitStreamRequestInput, _weir_v1_CommitStreamResponse>;
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in another
   * order. A request that fails does not end the stream. At most 1,000 are worked on at a time; then
   * the server reads no further until one is answered.
   */
  commitStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_CommitStreamRequestInput, _weir_v1_CommitStreamResponse>;
  commitStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_CommitStreamRequestInput, _weir_v1_CommitStreamResponse>;
  
  DeleteGroup(argument: _weir_v1_DeleteGroupRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  DeleteGroup(argument: _weir_v1_DeleteGroupRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  DeleteGroup(argument: _weir_v1_DeleteGroupRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  DeleteGroup(argument: _weir_v1_DeleteGroupRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  deleteGroup(argument: _weir_v1_DeleteGroupRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  deleteGroup(argument: _weir_v1_DeleteGroupRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  deleteGroup(argument: _weir_v1_DeleteGroupRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  deleteGroup(argument: _weir_v1_DeleteGroupRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteGroupResponse>): grpc.ClientUnaryCall;
  
  DescribeGroup(argument: _weir_v1_DescribeGroupRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  DescribeGroup(argument: _weir_v1_DescribeGroupRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  DescribeGroup(argument: _weir_v1_DescribeGroupRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  DescribeGroup(argument: _weir_v1_DescribeGroupRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  describeGroup(argument: _weir_v1_DescribeGroupRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  describeGroup(argument: _weir_v1_DescribeGroupRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  describeGroup(argument: _weir_v1_DescribeGroupRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  describeGroup(argument: _weir_v1_DescribeGroupRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeGroupResponse>): grpc.ClientUnaryCall;
  
  FetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  FetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  FetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  FetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  fetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  fetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  fetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  fetchOffsets(argument: _weir_v1_FetchOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_FetchOffsetsResponse>): grpc.ClientUnaryCall;
  
  /**
   * A member's session: it lives as long as the stream, plus a grace period.
   */
  Join(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_JoinRequestInput, _weir_v1_JoinResponse>;
  Join(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_JoinRequestInput, _weir_v1_JoinResponse>;
  /**
   * A member's session: it lives as long as the stream, plus a grace period.
   */
  join(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_JoinRequestInput, _weir_v1_JoinResponse>;
  join(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_JoinRequestInput, _weir_v1_JoinResponse>;
  
  ListGroups(argument: _weir_v1_ListGroupsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  ListGroups(argument: _weir_v1_ListGroupsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  ListGroups(argument: _weir_v1_ListGroupsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  ListGroups(argument: _weir_v1_ListGroupsRequestInput, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  listGroups(argument: _weir_v1_ListGroupsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  listGroups(argument: _weir_v1_ListGroupsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  listGroups(argument: _weir_v1_ListGroupsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  listGroups(argument: _weir_v1_ListGroupsRequestInput, callback: grpc.requestCallback<_weir_v1_ListGroupsResponse>): grpc.ClientUnaryCall;
  
  ResetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  ResetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  ResetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  ResetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  resetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  resetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  resetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  resetOffsets(argument: _weir_v1_ResetOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_ResetOffsetsResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Consumer groups. A group belongs to one shard, a shard to one coordinator; others
 * answer NOT_COORDINATOR and name the owner in the error's `coordinator` metadata.
 */
export interface GroupServiceHandlers extends grpc.UntypedServiceImplementation {
  CommitOffsets: grpc.handleUnaryCall<_weir_v1_CommitOffsetsRequest, _weir_v1_CommitOffsetsResponseInput>;
  
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in another
   * order. A request that fails does not end the stream. At most 1,000 are worked on at a time; then
   * the server reads no further until one is answered.
   */
  CommitStream: grpc.handleBidiStreamingCall<_weir_v1_CommitStreamRequest, _weir_v1_CommitStreamResponseInput>;
  
  DeleteGroup: grpc.handleUnaryCall<_weir_v1_DeleteGroupRequest, _weir_v1_DeleteGroupResponseInput>;
  
  DescribeGroup: grpc.handleUnaryCall<_weir_v1_DescribeGroupRequest, _weir_v1_DescribeGroupResponseInput>;
  
  FetchOffsets: grpc.handleUnaryCall<_weir_v1_FetchOffsetsRequest, _weir_v1_FetchOffsetsResponseInput>;
  
  /**
   * A member's session: it lives as long as the stream, plus a grace period.
   */
  Join: grpc.handleBidiStreamingCall<_weir_v1_JoinRequest, _weir_v1_JoinResponseInput>;
  
  ListGroups: grpc.handleUnaryCall<_weir_v1_ListGroupsRequest, _weir_v1_ListGroupsResponseInput>;
  
  ResetOffsets: grpc.handleUnaryCall<_weir_v1_ResetOffsetsRequest, _weir_v1_ResetOffsetsResponseInput>;
  
}

export interface GroupServiceDefinition extends grpc.ServiceDefinition {
  CommitOffsets: MethodDefinition<_weir_v1_CommitOffsetsRequestInput, _weir_v1_CommitOffsetsResponseInput, _weir_v1_CommitOffsetsRequest, _weir_v1_CommitOffsetsResponse>
  CommitStream: MethodDefinition<_weir_v1_CommitStreamRequestInput, _weir_v1_CommitStreamResponseInput, _weir_v1_CommitStreamRequest, _weir_v1_CommitStreamResponse>
  DeleteGroup: MethodDefinition<_weir_v1_DeleteGroupRequestInput, _weir_v1_DeleteGroupResponseInput, _weir_v1_DeleteGroupRequest, _weir_v1_DeleteGroupResponse>
  DescribeGroup: MethodDefinition<_weir_v1_DescribeGroupRequestInput, _weir_v1_DescribeGroupResponseInput, _weir_v1_DescribeGroupRequest, _weir_v1_DescribeGroupResponse>
  FetchOffsets: MethodDefinition<_weir_v1_FetchOffsetsRequestInput, _weir_v1_FetchOffsetsResponseInput, _weir_v1_FetchOffsetsRequest, _weir_v1_FetchOffsetsResponse>
  Join: MethodDefinition<_weir_v1_JoinRequestInput, _weir_v1_JoinResponseInput, _weir_v1_JoinRequest, _weir_v1_JoinResponse>
  ListGroups: MethodDefinition<_weir_v1_ListGroupsRequestInput, _weir_v1_ListGroupsResponseInput, _weir_v1_ListGroupsRequest, _weir_v1_ListGroupsResponse>
  ResetOffsets: MethodDefinition<_weir_v1_ResetOffsetsRequestInput, _weir_v1_ResetOffsetsResponseInput, _weir_v1_ResetOffsetsRequest, _weir_v1_ResetOffsetsResponse>
}
