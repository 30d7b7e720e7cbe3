// From weir/v1/log.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DeleteRecordsRequestInput as _weir_v1_DeleteRecordsRequestInput, DeleteRecordsRequest as _weir_v1_DeleteRecordsRequest } from '../../weir/v1/DeleteRecordsRequest.ts';
import type { DeleteRecordsResponseInput as _weir_v1_DeleteRecordsResponseInput, DeleteRecordsResponse as _weir_v1_DeleteRecordsResponse } from '../../weir/v1/DeleteRecordsResponse.ts';
import type { DescribeLogsRequestInput as _weir_v1_DescribeLogsRequestInput, DescribeLogsRequest as _weir_v1_DescribeLogsRequest } from '../../weir/v1/DescribeLogsRequest.ts';
import type { DescribeLogsResponseInput as _weir_v1_DescribeLogsResponseInput, DescribeLogsResponse as _weir_v1_DescribeLogsResponse } from '../../weir/v1/DescribeLogsResponse.ts';
import type { DescribeProducersRequestInput as _weir_v1_DescribeProducersRequestInput, DescribeProducersRequest as _weir_v1_DescribeProducersRequest } from '../../weir/v1/DescribeProducersRequest.ts';
import type { DescribeProducersResponseInput as _weir_v1_DescribeProducersResponseInput, DescribeProducersResponse as _weir_v1_DescribeProducersResponse } from '../../weir/v1/DescribeProducersResponse.ts';
import type { FetchRequestInput as _weir_v1_FetchRequestInput, FetchRequest as _weir_v1_FetchRequest } from '../../weir/v1/FetchRequest.ts';
import type { FetchResponseInput as _weir_v1_FetchResponseInput, FetchResponse as _weir_v1_FetchResponse } from '../../weir/v1/FetchResponse.ts';
import type { FetchStreamRequestInput as _weir_v1_FetchStreamRequestInput, FetchStreamRequest as _weir_v1_FetchStreamRequest } from '../../weir/v1/FetchStreamRequest.ts';
import type { FetchStreamResponseInput as _weir_v1_FetchStreamResponseInput, FetchStreamResponse as _weir_v1_FetchStreamResponse } from '../../weir/v1/FetchStreamResponse.ts';
import type { ListOffsetsRequestInput as _weir_v1_ListOffsetsRequestInput, ListOffsetsRequest as _weir_v1_ListOffsetsRequest } from '../../weir/v1/ListOffsetsRequest.ts';
import type { ListOffsetsResponseInput as _weir_v1_ListOffsetsResponseInput, ListOffsetsResponse as _weir_v1_ListOffsetsResponse } from '../../weir/v1/ListOffsetsResponse.ts';
import type { OffsetForLeaderEpochRequestInput as _weir_v1_OffsetForLeaderEpochRequestInput, OffsetForLeaderEpochRequest as _weir_v1_OffsetForLeaderEpochRequest } from '../../weir/v1/OffsetForLeaderEpochRequest.ts';
import type { OffsetForLeaderEpochResponseInput as _weir_v1_OffsetForLeaderEpochResponseInput, OffsetForLeaderEpochResponse as _weir_v1_OffsetForLeaderEpochResponse } from '../../weir/v1/OffsetForLeaderEpochResponse.ts';
import type { ProduceRequestInput as _weir_v1_ProduceRequestInput, ProduceRequest as _weir_v1_ProduceRequest } from '../../weir/v1/ProduceRequest.ts';
import type { ProduceResponseInput as _weir_v1_ProduceResponseInput, ProduceResponse as _weir_v1_ProduceResponse } from '../../weir/v1/ProduceResponse.ts';
import type { ProduceStreamRequestInput as _weir_v1_ProduceStreamRequestInput, ProduceStreamRequest as _weir_v1_ProduceStreamRequest } from '../../weir/v1/ProduceStreamRequest.ts';
import type { ProduceStreamResponseInput as _weir_v1_ProduceStreamResponseInput, ProduceStreamResponse as _weir_v1_ProduceStreamResponse } from '../../weir/v1/ProduceStreamResponse.ts';

/**
 * Appends to and reads from the partitions that the answering storage node leads.
 * Problems of one partition are data in the response; the call fails only as a whole.
 */
export interface LogServiceClient extends grpc.Client {
  /**
   * Moves the log start offset up; records below it are gone.
   */
  DeleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  DeleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  DeleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  DeleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  /**
   * Moves the log start offset up; records below it are gone.
   */
  deleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  deleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  deleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  deleteRecords(argument: _weir_v1_DeleteRecordsRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteRecordsResponse>): grpc.ClientUnaryCall;
  
  /**
   * How large partitions are, and how far their followers have come.
   */
  DescribeLogs(argument: _weir_v1_DescribeLogsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  DescribeLogs(argument: _weir_v1_DescribeLogsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  DescribeLogs(argument: _weir_v1_DescribeLogsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  DescribeLogs(argument: _weir_v1_DescribeLogsRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  /**
   * How large partitions are, and how far their followers have come.
   */
  describeLogs(argument: _weir_v1_DescribeLogsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  describeLogs(argument: _weir_v1_DescribeLogsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  describeLogs(argument: _weir_v1_DescribeLogsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  describeLogs(argument: _weir_v1_DescribeLogsRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeLogsResponse>): grpc.ClientUnaryCall;
  
  /**
   * The last sequence that a producer appended, for a named producer that starts again.
   */
  DescribeProducers(argument: _weir_v1_DescribeProducersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  DescribeProducers(argument: _weir_v1_DescribeProducersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  DescribeProducers(argument: _weir_v1_DescribeProducersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  DescribeProducers(argument: _weir_v1_DescribeProducersRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  /**
   * The last sequence that a producer appended, for a named producer that starts again.
   */
  describeProducers(argument: _weir_v1_DescribeProducersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  describeProducers(argument: _weir_v1_DescribeProducersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  describeProducers(argument: _weir_v1_DescribeProducersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  describeProducers(argument: _weir_v1_DescribeProducersRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeProducersResponse>): grpc.ClientUnaryCall;
  
  /**
   * Pull: waits until `min_bytes` are there, or `max_wait_ms` has passed.
   */
  Fetch(argument: _weir_v1_FetchRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  Fetch(argument: _weir_v1_FetchRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  Fetch(argument: _weir_v1_FetchRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  Fetch(argument: _weir_v1_FetchRequestInput, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  /**
   * Pull: waits until `min_bytes` are there, or `max_wait_ms` has passed.
   */
  fetch(argument: _weir_v1_FetchRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  fetch(argument: _weir_v1_FetchRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  fetch(argument: _weir_v1_FetchRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  fetch(argument: _weir_v1_FetchRequestInput, callback: grpc.requestCallback<_weir_v1_FetchResponse>): grpc.ClientUnaryCall;
  
  /**
   * Push: the server sends while the client has granted byte credits.
   */
  FetchStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_FetchStreamRequestInput, _weir_v1_FetchStreamResponse>;
  FetchStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_FetchStreamRequestInput, _weir_v1_FetchStreamResponse>;
  /**
   * Push: the server sends while the client has granted byte credits.
   */
  fetchStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_FetchStreamRequestInput, _weir_v1_FetchStreamResponse>;
  fetchStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_FetchStreamRequestInput, _weir_v1_FetchStreamResponse>;
  
  ListOffsets(argument: _weir_v1_ListOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  ListOffsets(argument: _weir_v1_ListOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  ListOffsets(argument: _weir_v1_ListOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  ListOffsets(argument: _weir_v1_ListOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  listOffsets(argument: _weir_v1_ListOffsetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  listOffsets(argument: _weir_v1_ListOffsetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  listOffsets(argument: _weir_v1_ListOffsetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  listOffsets(argument: _weir_v1_ListOffsetsRequestInput, callback: grpc.requestCallback<_weir_v1_ListOffsetsResponse>): grpc.ClientUnaryCall;
  
  OffsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  OffsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  OffsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  OffsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  offsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  offsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  offsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  offsetForLeaderEpoch(argument: _weir_v1_OffsetForLeaderEpochRequestInput, callback: grpc.requestCallback<_weir_v1_OffsetForLeaderEpochResponse>): grpc.ClientUnaryCall;
  
  Produce(argument: _weir_v1_ProduceRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  Produce(argument: _weir_v1_ProduceRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  Produce(argument: _weir_v1_ProduceRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  Produce(argument: _weir_v1_ProduceRequestInput, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  produce(argument: _weir_v1_ProduceRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  produce(argument: _weir_v1_ProduceRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  produce(argument: _weir_v1_ProduceRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  produce(argument: _weir_v1_ProduceRequestInput, callback: grpc.requestCallback<_weir_v1_ProduceResponse>): grpc.ClientUnaryCall;
  
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in
   * another order. Requests of one partition are appended in the order of sending.
   */
  ProduceStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_ProduceStreamRequestInput, _weir_v1_ProduceStreamResponse>;
  ProduceStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_ProduceStreamRequestInput, _weir_v1_ProduceStreamResponse>;
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in
   * another order. Requests of one partition are appended in the order of sending.
   */
  produceStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_ProduceStreamRequestInput, _weir_v1_ProduceStreamResponse>;
  produceStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_v1_ProduceStreamRequestInput, _weir_v1_ProduceStreamResponse>;
  
}

/**
 * Appends to and reads from the partitions that the answering storage node leads.
 * Problems of one partition are data in the response; the call fails only as a whole.
 */
export interface LogServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Moves the log start offset up; records below it are gone.
   */
  DeleteRecords: grpc.handleUnaryCall<_weir_v1_DeleteRecordsRequest, _weir_v1_DeleteRecordsResponseInput>;
  
  /**
   * How large partitions are, and how far their followers have come.
   */
  DescribeLogs: grpc.handleUnaryCall<_weir_v1_DescribeLogsRequest, _weir_v1_DescribeLogsResponseInput>;
  
  /**
   * The last sequence that a producer appended, for a named producer that starts again.
   */
  DescribeProducers: grpc.handleUnaryCall<_weir_v1_DescribeProducersRequest, _weir_v1_DescribeProducersResponseInput>;
  
  /**
   * Pull: waits until `min_bytes` are there, or `max_wait_ms` has passed.
   */
  Fetch: grpc.handleUnaryCall<_weir_v1_FetchRequest, _weir_v1_FetchResponseInput>;
  
  /**
   * Push: the server sends while the client has granted byte credits.
   */
  FetchStream: grpc.handleBidiStreamingCall<_weir_v1_FetchStreamRequest, _weir_v1_FetchStreamResponseInput>;
  
  ListOffsets: grpc.handleUnaryCall<_weir_v1_ListOffsetsRequest, _weir_v1_ListOffsetsResponseInput>;
  
  OffsetForLeaderEpoch: grpc.handleUnaryCall<_weir_v1_OffsetForLeaderEpochRequest, _weir_v1_OffsetForLeaderEpochResponseInput>;
  
  Produce: grpc.handleUnaryCall<_weir_v1_ProduceRequest, _weir_v1_ProduceResponseInput>;
  
  /**
   * The same, pipelined: answers carry the request's `correlation_id` and may come in
   * another order. Requests of one partition are appended in the order of sending.
   */
  ProduceStream: grpc.handleBidiStreamingCall<_weir_v1_ProduceStreamRequest, _weir_v1_ProduceStreamResponseInput>;
  
}

export interface LogServiceDefinition extends grpc.ServiceDefinition {
  DeleteRecords: MethodDefinition<_weir_v1_DeleteRecordsRequestInput, _weir_v1_DeleteRecordsResponseInput, _weir_v1_DeleteRecordsRequest, _weir_v1_DeleteRecordsResponse>
  DescribeLogs: MethodDefinition<_weir_v1_DescribeLogsRequestInput, _weir_v1_DescribeLogsResponseInput, _weir_v1_DescribeLogsRequest, _weir_v1_DescribeLogsResponse>
  DescribeProducers: MethodDefinition<_weir_v1_DescribeProducersRequestInput, _weir_v1_DescribeProducersResponseInput, _weir_v1_DescribeProducersRequest, _weir_v1_DescribeProducersResponse>
  Fetch: MethodDefinition<_weir_v1_FetchRequestInput, _weir_v1_FetchResponseInput, _weir_v1_FetchRequest, _weir_v1_FetchResponse>
  FetchStream: MethodDefinition<_weir_v1_FetchStreamRequestInput, _weir_v1_FetchStreamResponseInput, _weir_v1_FetchStreamRequest, _weir_v1_FetchStreamResponse>
  ListOffsets: MethodDefinition<_weir_v1_ListOffsetsRequestInput, _weir_v1_ListOffsetsResponseInput, _weir_v1_ListOffsetsRequest, _weir_v1_ListOffsetsResponse>
  OffsetForLeaderEpoch: MethodDefinition<_weir_v1_OffsetForLeaderEpochRequestInput, _weir_v1_OffsetForLeaderEpochResponseInput, _weir_v1_OffsetForLeaderEpochRequest, _weir_v1_OffsetForLeaderEpochResponse>
  Produce: MethodDefinition<_weir_v1_ProduceRequestInput, _weir_v1_ProduceResponseInput, _weir_v1_ProduceRequest, _weir_v1_ProduceResponse>
  ProduceStream: MethodDefinition<_weir_v1_ProduceStreamRequestInput, _weir_v1_ProduceStreamResponseInput, _weir_v1_ProduceStreamRequest, _weir_v1_ProduceStreamResponse>
}
