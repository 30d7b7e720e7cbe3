// From weir/internal/v1/node_control.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ChangeReplicaConfigRequestInput as _weir_internal_v1_ChangeReplicaConfigRequestInput, ChangeReplicaConfigRequest as _weir_internal_v1_ChangeReplicaConfigRequest } from '../../../weir/internal/v1/ChangeReplicaConfigRequest.ts';
import type { ChangeReplicaConfigResponseInput as _weir_internal_v1_ChangeReplicaConfigResponseInput, ChangeReplicaConfigResponse as _weir_internal_v1_ChangeReplicaConfigResponse } from '../../../weir/internal/v1/ChangeReplicaConfigResponse.ts';
import type { CreateReplicasRequestInput as _weir_internal_v1_CreateReplicasRequestInput, CreateReplicasRequest as _weir_internal_v1_CreateReplicasRequest } from '../../../weir/internal/v1/CreateReplicasRequest.ts';
import type { CreateReplicasResponseInput as _weir_internal_v1_CreateReplicasResponseInput, CreateReplicasResponse as _weir_internal_v1_CreateReplicasResponse } from '../../../weir/internal/v1/CreateReplicasResponse.ts';
import type { DeleteReplicasRequestInput as _weir_internal_v1_DeleteReplicasRequestInput, DeleteReplicasRequest as _weir_internal_v1_DeleteReplicasRequest } from '../../../weir/internal/v1/DeleteReplicasRequest.ts';
import type { DeleteReplicasResponseInput as _weir_internal_v1_DeleteReplicasResponseInput, DeleteReplicasResponse as _weir_internal_v1_DeleteReplicasResponse } from '../../../weir/internal/v1/DeleteReplicasResponse.ts';
import type { GetInventoryRequestInput as _weir_internal_v1_GetInventoryRequestInput, GetInventoryRequest as _weir_internal_v1_GetInventoryRequest } from '../../../weir/internal/v1/GetInventoryRequest.ts';
import type { GetInventoryResponseInput as _weir_internal_v1_GetInventoryResponseInput, GetInventoryResponse as _weir_internal_v1_GetInventoryResponse } from '../../../weir/internal/v1/GetInventoryResponse.ts';
import type { GetSecurityRequestInput as _weir_internal_v1_GetSecurityRequestInput, GetSecurityRequest as _weir_internal_v1_GetSecurityRequest } from '../../../weir/internal/v1/GetSecurityRequest.ts';
import type { GetSecurityResponseInput as _weir_internal_v1_GetSecurityResponseInput, GetSecurityResponse as _weir_internal_v1_GetSecurityResponse } from '../../../weir/internal/v1/GetSecurityResponse.ts';
import type { LeaderAndIsrRequestInput as _weir_internal_v1_LeaderAndIsrRequestInput, LeaderAndIsrRequest as _weir_internal_v1_LeaderAndIsrRequest } from '../../../weir/internal/v1/LeaderAndIsrRequest.ts';
import type { LeaderAndIsrResponseInput as _weir_internal_v1_LeaderAndIsrResponseInput, LeaderAndIsrResponse as _weir_internal_v1_LeaderAndIsrResponse } from '../../../weir/internal/v1/LeaderAndIsrResponse.ts';
import type { PromiseRequestInput as _weir_internal_v1_PromiseRequestInput, PromiseRequest as _weir_internal_v1_PromiseRequest } from '../../../weir/internal/v1/PromiseRequest.ts';
import type { PromiseResponseInput as _weir_internal_v1_PromiseResponseInput, PromiseResponse as _weir_internal_v1_PromiseResponse } from '../../../weir/internal/v1/PromiseResponse.ts';
import type { UpdateTopicsRequestInput as _weir_internal_v1_UpdateTopicsRequestInput, UpdateTopicsRequest as _weir_internal_v1_UpdateTopicsRequest } from '../../../weir/internal/v1/UpdateTopicsRequest.ts';
import type { UpdateTopicsResponseInput as _weir_internal_v1_UpdateTopicsResponseInput, UpdateTopicsResponse as _weir_internal_v1_UpdateTopicsResponse } from '../../../weir/internal/v1/UpdateTopicsResponse.ts';

/**
 * Active controller to storage node, batched by node. Each call carries the controller's
 * fencing token; a node that has seen a higher one answers STALE_CONTROLLER_TOKEN.
 */
export interface NodeControlServiceClient extends grpc.Client {
  /**
   * Asks leaders to change (R, m) by a joint and a final control record.
   */
  ChangeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  ChangeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  ChangeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  ChangeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  /**
   * Asks leaders to change (R, m) by a joint and a final control record.
   */
  changeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  changeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  changeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  changeReplicaConfig(argument: _weir_internal_v1_ChangeReplicaConfigRequestInput, callback: grpc.requestCallback<_weir_internal_v1_ChangeReplicaConfigResponse>): grpc.ClientUnaryCall;
  
  CreateReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  CreateReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  CreateReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  CreateReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  createReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  createReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  createReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  createReplicas(argument: _weir_internal_v1_CreateReplicasRequestInput, callback: grpc.requestCallback<_weir_internal_v1_CreateReplicasResponse>): grpc.ClientUnaryCall;
  
  /**
   * Keeps a tombstone and deletes the data: of a deleted topic, or of a replica that moved away.
   */
  DeleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  DeleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  DeleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  DeleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  /**
   * Keeps a tombstone and deletes the data: of a deleted topic, or of a replica that moved away.
   */
  deleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  deleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  deleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  deleteReplicas(argument: _weir_internal_v1_DeleteReplicasRequestInput, callback: grpc.requestCallback<_weir_internal_v1_DeleteReplicasResponse>): grpc.ClientUnaryCall;
  
  /**
   * Every replica and tombstone of the node.
   */
  GetInventory(argument: _weir_internal_v1_GetInventoryRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_GetInventoryResponse>;
  GetInventory(argument: _weir_internal_v1_GetInventoryRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_GetInventoryResponse>;
  /**
   * Every replica and tombstone of the node.
   */
  getInventory(argument: _weir_internal_v1_GetInventoryRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_GetInventoryResponse>;
  getInventory(argument: _weir_internal_v1_GetInventoryRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_weir_internal_v1_GetInventoryResponse>;
  
  /**
   * The newest security document that the node has kept: what a wiped store gets it back from.
   */
  GetSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  GetSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  GetSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  GetSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  /**
   * The newest security document that the node has kept: what a wiped store gets it back from.
   */
  getSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  getSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  getSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  getSecurity(argument: _weir_internal_v1_GetSecurityRequestInput, callback: grpc.requestCallback<_weir_internal_v1_GetSecurityResponse>): grpc.ClientUnaryCall;
  
  /**
   * Second half: who leads the epoch. Late, lost and repeated calls do no harm.
   */
  LeaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  LeaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  LeaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  LeaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  /**
   * Second half: who leads the epoch. Late, lost and repeated calls do no harm.
   */
  leaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  leaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  leaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  leaderAndIsr(argument: _weir_internal_v1_LeaderAndIsrRequestInput, callback: grpc.requestCallback<_weir_internal_v1_LeaderAndIsrResponse>): grpc.ClientUnaryCall;
  
  /**
   * First half of an election: replicas drop their roles and promise an epoch.
   */
  Promise(argument: _weir_internal_v1_PromiseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  Promise(argument: _weir_internal_v1_PromiseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  Promise(argument: _weir_internal_v1_PromiseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  Promise(argument: _weir_internal_v1_PromiseRequestInput, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  /**
   * First half of an election: replicas drop their roles and promise an epoch.
   */
  promise(argument: _weir_internal_v1_PromiseRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  promise(argument: _weir_internal_v1_PromiseRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  promise(argument: _weir_internal_v1_PromiseRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  promise(argument: _weir_internal_v1_PromiseRequestInput, callback: grpc.requestCallback<_weir_internal_v1_PromiseResponse>): grpc.ClientUnaryCall;
  
  /**
   * Tells names and settings of topics; kept where they are newer than what is known.
   */
  UpdateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  UpdateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  UpdateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  UpdateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  /**
   * Tells names and settings of topics; kept where they are newer than what is known.
   */
  updateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  updateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  updateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  updateTopics(argument: _weir_internal_v1_UpdateTopicsRequestInput, callback: grpc.requestCallback<_weir_internal_v1_UpdateTopicsResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Active controller to storage node, batched by node. Each call carries the controller's
 * fencing token; a node that has seen a higher one answers STALE_CONTROLLER_TOKEN.
 */
export interface NodeControlServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Asks leaders to change (R, m) by a joint and a final control record.
   */
  ChangeReplicaConfig: grpc.handleUnaryCall<_weir_internal_v1_ChangeReplicaConfigRequest, _weir_internal_v1_ChangeReplicaConfigResponseInput>;
  
  CreateReplicas: grpc.handleUnaryCall<_weir_internal_v1_CreateReplicasRequest, _weir_internal_v1_CreateReplicasResponseInput>;
  
  /**
   * Keeps a tombstone and deletes the data: of a deleted topic, or of a replica that moved away.
   */
  DeleteReplicas: grpc.handleUnaryCall<_weir_internal_v1_DeleteReplicasRequest, _weir_internal_v1_DeleteReplicasResponseInput>;
  
  /**
   * Every replica and tombstone of the node.
   */
  GetInventory: grpc.handleServerStreamingCall<_weir_internal_v1_GetInventoryRequest, _weir_internal_v1_GetInventoryResponseInput>;
  
  /**
   * The newest security document that the node has kept: what a wiped store gets it back from.
   */
  GetSecurity: grpc.handleUnaryCall<_weir_internal_v1_GetSecurityRequest, _weir_internal_v1_GetSecurityResponseInput>;
  
  /**
   * Second half: who leads the epoch. Late, lost and repeated calls do no harm.
   */
  LeaderAndIsr: grpc.handleUnaryCall<_weir_internal_v1_LeaderAndIsrRequest, _weir_internal_v1_LeaderAndIsrResponseInput>;
  
  /**
   * First half of an election: replicas drop their roles and promise an epoch.
   */
  Promise: grpc.handleUnaryCall<_weir_internal_v1_PromiseRequest, _weir_internal_v1_PromiseResponseInput>;
  
  /**
   * Tells names and settings of topics; kept where they are newer than what is known.
   */
  UpdateTopics: grpc.handleUnaryCall<_weir_internal_v1_UpdateTopicsRequest, _weir_internal_v1_UpdateTopicsResponseInput>;
  
}

export interface NodeControlServiceDefinition extends grpc.ServiceDefinition {
  ChangeReplicaConfig: MethodDefinition<_weir_internal_v1_ChangeReplicaConfigRequestInput, _weir_internal_v1_ChangeReplicaConfigResponseInput, _weir_internal_v1_ChangeReplicaConfigRequest, _weir_internal_v1_ChangeReplicaConfigResponse>
  CreateReplicas: MethodDefinition<_weir_internal_v1_CreateReplicasRequestInput, _weir_internal_v1_CreateReplicasResponseInput, _weir_internal_v1_CreateReplicasRequest, _weir_internal_v1_CreateReplicasResponse>
  DeleteReplicas: MethodDefinition<_weir_internal_v1_DeleteReplicasRequestInput, _weir_internal_v1_DeleteReplicasResponseInput, _weir_internal_v1_DeleteReplicasRequest, _weir_internal_v1_DeleteReplicasResponse>
  GetInventory: MethodDefinition<_weir_internal_v1_GetInventoryRequestInput, _weir_internal_v1_GetInventoryResponseInput, _weir_internal_v1_GetInventoryRequest, _weir_internal_v1_GetInventoryResponse>
  GetSecurity: MethodDefinition<_weir_internal_v1_GetSecurityRequestInput, _weir_internal_v1_GetSecurityResponseInput, _weir_internal_v1_GetSecurityRequest, _weir_internal_v1_GetSecurityResponse>
  LeaderAndIsr: MethodDefinition<_weir_internal_v1_LeaderAndIsrRequestInput, _weir_internal_v1_LeaderAndIsrResponseInput, _weir_internal_v1_LeaderAndIsrRequest, _weir_internal_v1_LeaderAndIsrResponse>
  Promise: MethodDefinition<_weir_internal_v1_PromiseRequestInput, _weir_internal_v1_PromiseResponseInput, _weir_internal_v1_PromiseRequest, _weir_internal_v1_PromiseResponse>
  UpdateTopics: MethodDefinition<_weir_internal_v1_UpdateTopicsRequestInput, _weir_internal_v1_UpdateTopicsResponseInput, _weir_internal_v1_UpdateTopicsRequest, _weir_internal_v1_UpdateTopicsResponse>
}
