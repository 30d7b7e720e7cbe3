// From weir/v1/admin.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AddPartitionsRequestInput as _weir_v1_AddPartitionsRequestInput, AddPartitionsRequest as _weir_v1_AddPartitionsRequest } from '../../weir/v1/AddPartitionsRequest.ts';
import type { AddPartitionsResponseInput as _weir_v1_AddPartitionsResponseInput, AddPartitionsResponse as _weir_v1_AddPartitionsResponse } from '../../weir/v1/AddPartitionsResponse.ts';
import type { AlterPartitionReassignmentsRequestInput as _weir_v1_AlterPartitionReassignmentsRequestInput, AlterPartitionReassignmentsRequest as _weir_v1_AlterPartitionReassignmentsRequest } from '../../weir/v1/AlterPartitionReassignmentsRequest.ts';
import type { AlterPartitionReassignmentsResponseInput as _weir_v1_AlterPartitionReassignmentsResponseInput, AlterPartitionReassignmentsResponse as _weir_v1_AlterPartitionReassignmentsResponse } from '../../weir/v1/AlterPartitionReassignmentsResponse.ts';
import type { AlterTopicConfigsRequestInput as _weir_v1_AlterTopicConfigsRequestInput, AlterTopicConfigsRequest as _weir_v1_AlterTopicConfigsRequest } from '../../weir/v1/AlterTopicConfigsRequest.ts';
import type { AlterTopicConfigsResponseInput as _weir_v1_AlterTopicConfigsResponseInput, AlterTopicConfigsResponse as _weir_v1_AlterTopicConfigsResponse } from '../../weir/v1/AlterTopicConfigsResponse.ts';
import type { BalanceReplicasRequestInput as _weir_v1_BalanceReplicasRequestInput, BalanceReplicasRequest as _weir_v1_BalanceReplicasRequest } from '../../weir/v1/BalanceReplicasRequest.ts';
import type { BalanceReplicasResponseInput as _weir_v1_BalanceReplicasResponseInput, BalanceReplicasResponse as _weir_v1_BalanceReplicasResponse } from '../../weir/v1/BalanceReplicasResponse.ts';
import type { CreateAclsRequestInput as _weir_v1_CreateAclsRequestInput, CreateAclsRequest as _weir_v1_CreateAclsRequest } from '../../weir/v1/CreateAclsRequest.ts';
import type { CreateAclsResponseInput as _weir_v1_CreateAclsResponseInput, CreateAclsResponse as _weir_v1_CreateAclsResponse } from '../../weir/v1/CreateAclsResponse.ts';
import type { CreateApiKeyRequestInput as _weir_v1_CreateApiKeyRequestInput, CreateApiKeyRequest as _weir_v1_CreateApiKeyRequest } from '../../weir/v1/CreateApiKeyRequest.ts';
import type { CreateApiKeyResponseInput as _weir_v1_CreateApiKeyResponseInput, CreateApiKeyResponse as _weir_v1_CreateApiKeyResponse } from '../../weir/v1/CreateApiKeyResponse.ts';
import type { CreateTopicRequestInput as _weir_v1_CreateTopicRequestInput, CreateTopicRequest as _weir_v1_CreateTopicRequest } from '../../weir/v1/CreateTopicRequest.ts';
import type { CreateTopicResponseInput as _weir_v1_CreateTopicResponseInput, CreateTopicResponse as _weir_v1_CreateTopicResponse } from '../../weir/v1/CreateTopicResponse.ts';
import type { DecommissionNodeRequestInput as _weir_v1_DecommissionNodeRequestInput, DecommissionNodeRequest as _weir_v1_DecommissionNodeRequest } from '../../weir/v1/DecommissionNodeRequest.ts';
import type { DecommissionNodeResponseInput as _weir_v1_DecommissionNodeResponseInput, DecommissionNodeResponse as _weir_v1_DecommissionNodeResponse } from '../../weir/v1/DecommissionNodeResponse.ts';
import type { DeleteAclsRequestInput as _weir_v1_DeleteAclsRequestInput, DeleteAclsRequest as _weir_v1_DeleteAclsRequest } from '../../weir/v1/DeleteAclsRequest.ts';
import type { DeleteAclsResponseInput as _weir_v1_DeleteAclsResponseInput, DeleteAclsResponse as _weir_v1_DeleteAclsResponse } from '../../weir/v1/DeleteAclsResponse.ts';
import type { DeleteTopicRequestInput as _weir_v1_DeleteTopicRequestInput, DeleteTopicRequest as _weir_v1_DeleteTopicRequest } from '../../weir/v1/DeleteTopicRequest.ts';
import type { DeleteTopicResponseInput as _weir_v1_DeleteTopicResponseInput, DeleteTopicResponse as _weir_v1_DeleteTopicResponse } from '../../weir/v1/DeleteTopicResponse.ts';
import type { DescribeClusterRequestInput as _weir_v1_DescribeClusterRequestInput, DescribeClusterRequest as _weir_v1_DescribeClusterRequest } from '../../weir/v1/DescribeClusterRequest.ts';
import type { DescribeClusterResponseInput as _weir_v1_DescribeClusterResponseInput, DescribeClusterResponse as _weir_v1_DescribeClusterResponse } from '../../weir/v1/DescribeClusterResponse.ts';
import type { DescribeTopicRequestInput as _weir_v1_DescribeTopicRequestInput, DescribeTopicRequest as _weir_v1_DescribeTopicRequest } from '../../weir/v1/DescribeTopicRequest.ts';
import type { DescribeTopicResponseInput as _weir_v1_DescribeTopicResponseInput, DescribeTopicResponse as _weir_v1_DescribeTopicResponse } from '../../weir/v1/DescribeTopicResponse.ts';
import type { ElectLeadersRequestInput as _weir_v1_ElectLeadersRequestInput, ElectLeadersRequest as _weir_v1_ElectLeadersRequest } from '../../weir/v1/ElectLeadersRequest.ts';
import type { ElectLeadersResponseInput as _weir_v1_ElectLeadersResponseInput, ElectLeadersResponse as _weir_v1_ElectLeadersResponse } from '../../weir/v1/ElectLeadersResponse.ts';
import type { ListAclsRequestInput as _weir_v1_ListAclsRequestInput, ListAclsRequest as _weir_v1_ListAclsRequest } from '../../weir/v1/ListAclsRequest.ts';
import type { ListAclsResponseInput as _weir_v1_ListAclsResponseInput, ListAclsResponse as _weir_v1_ListAclsResponse } from '../../weir/v1/ListAclsResponse.ts';
import type { ListApiKeysRequestInput as _weir_v1_ListApiKeysRequestInput, ListApiKeysRequest as _weir_v1_ListApiKeysRequest } from '../../weir/v1/ListApiKeysRequest.ts';
import type { ListApiKeysResponseInput as _weir_v1_ListApiKeysResponseInput, ListApiKeysResponse as _weir_v1_ListApiKeysResponse } from '../../weir/v1/ListApiKeysResponse.ts';
import type { ListAuditRequestInput as _weir_v1_ListAuditRequestInput, ListAuditRequest as _weir_v1_ListAuditRequest } from '../../weir/v1/ListAuditRequest.ts';
import type { ListAuditResponseInput as _weir_v1_ListAuditResponseInput, ListAuditResponse as _weir_v1_ListAuditResponse } from '../../weir/v1/ListAuditResponse.ts';
import type { ListPartitionReassignmentsRequestInput as _weir_v1_ListPartitionReassignmentsRequestInput, ListPartitionReassignmentsRequest as _weir_v1_ListPartitionReassignmentsRequest } from '../../weir/v1/ListPartitionReassignmentsRequest.ts';
import type { ListPartitionReassignmentsResponseInput as _weir_v1_ListPartitionReassignmentsResponseInput, ListPartitionReassignmentsResponse as _weir_v1_ListPartitionReassignmentsResponse } from '../../weir/v1/ListPartitionReassignmentsResponse.ts';
import type { ListQuotasRequestInput as _weir_v1_ListQuotasRequestInput, ListQuotasRequest as _weir_v1_ListQuotasRequest } from '../../weir/v1/ListQuotasRequest.ts';
import type { ListQuotasResponseInput as _weir_v1_ListQuotasResponseInput, ListQuotasResponse as _weir_v1_ListQuotasResponse } from '../../weir/v1/ListQuotasResponse.ts';
import type { ListTopicsRequestInput as _weir_v1_ListTopicsRequestInput, ListTopicsRequest as _weir_v1_ListTopicsRequest } from '../../weir/v1/ListTopicsRequest.ts';
import type { ListTopicsResponseInput as _weir_v1_ListTopicsResponseInput, ListTopicsResponse as _weir_v1_ListTopicsResponse } from '../../weir/v1/ListTopicsResponse.ts';
import type { RegisterProducerRequestInput as _weir_v1_RegisterProducerRequestInput, RegisterProducerRequest as _weir_v1_RegisterProducerRequest } from '../../weir/v1/RegisterProducerRequest.ts';
import type { RegisterProducerResponseInput as _weir_v1_RegisterProducerResponseInput, RegisterProducerResponse as _weir_v1_RegisterProducerResponse } from '../../weir/v1/RegisterProducerResponse.ts';
import type { RemoveNodeRequestInput as _weir_v1_RemoveNodeRequestInput, RemoveNodeRequest as _weir_v1_RemoveNodeRequest } from '../../weir/v1/RemoveNodeRequest.ts';
import type { RemoveNodeResponseInput as _weir_v1_RemoveNodeResponseInput, RemoveNodeResponse as _weir_v1_RemoveNodeResponse } from '../../weir/v1/RemoveNodeResponse.ts';
import type { RevokeApiKeyRequestInput as _weir_v1_RevokeApiKeyRequestInput, RevokeApiKeyRequest as _weir_v1_RevokeApiKeyRequest } from '../../weir/v1/RevokeApiKeyRequest.ts';
import type { RevokeApiKeyResponseInput as _weir_v1_RevokeApiKeyResponseInput, RevokeApiKeyResponse as _weir_v1_RevokeApiKeyResponse } from '../../weir/v1/RevokeApiKeyResponse.ts';
import type { SetNodeDrainRequestInput as _weir_v1_SetNodeDrainRequestInput, SetNodeDrainRequest as _weir_v1_SetNodeDrainRequest } from '../../weir/v1/SetNodeDrainRequest.ts';
import type { SetNodeDrainResponseInput as _weir_v1_SetNodeDrainResponseInput, SetNodeDrainResponse as _weir_v1_SetNodeDrainResponse } from '../../weir/v1/SetNodeDrainResponse.ts';
import type { SetQuotaRequestInput as _weir_v1_SetQuotaRequestInput, SetQuotaRequest as _weir_v1_SetQuotaRequest } from '../../weir/v1/SetQuotaRequest.ts';
import type { SetQuotaResponseInput as _weir_v1_SetQuotaResponseInput, SetQuotaResponse as _weir_v1_SetQuotaResponse } from '../../weir/v1/SetQuotaResponse.ts';

/**
 * Changes and describes the cluster. Only the active controller answers; others fail
 * with NOT_CONTROLLER and name it in the error's `controller` metadata.
 */
export interface AdminServiceClient extends grpc.Client {
  AddPartitions(argument: _weir_v1_AddPartitionsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  AddPartitions(argument: _weir_v1_AddPartitionsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  AddPartitions(argument: _weir_v1_AddPartitionsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  AddPartitions(argument: _weir_v1_AddPartitionsRequestInput, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  addPartitions(argument: _weir_v1_AddPartitionsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  addPartitions(argument: _weir_v1_AddPartitionsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  addPartitions(argument: _weir_v1_AddPartitionsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  addPartitions(argument: _weir_v1_AddPartitionsRequestInput, callback: grpc.requestCallback<_weir_v1_AddPartitionsResponse>): grpc.ClientUnaryCall;
  
  /**
   * Moves partitions to other nodes, or cancels such moves; progress is listed.
   */
  AlterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  AlterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  AlterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  AlterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  /**
   * Moves partitions to other nodes, or cancels such moves; progress is listed.
   */
  alterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  alterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  alterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  alterPartitionReassignments(argument: _weir_v1_AlterPartitionReassignmentsRequestInput, callback: grpc.requestCallback<_weir_v1_AlterPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  
  AlterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  AlterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  AlterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  AlterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  alterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  alterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  alterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  alterTopicConfigs(argument: _weir_v1_AlterTopicConfigsRequestInput, callback: grpc.requestCallback<_weir_v1_AlterTopicConfigsResponse>): grpc.ClientUnaryCall;
  
  /**
   * Moves replicas, and preferred leaderships, so that nodes have equal numbers of them.
   */
  BalanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  BalanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  BalanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  BalanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  /**
   * Moves replicas, and preferred leaderships, so that nodes have equal numbers of them.
   */
  balanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  balanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  balanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  balanceReplicas(argument: _weir_v1_BalanceReplicasRequestInput, callback: grpc.requestCallback<_weir_v1_BalanceReplicasResponse>): grpc.ClientUnaryCall;
  
  CreateAcls(argument: _weir_v1_CreateAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  CreateAcls(argument: _weir_v1_CreateAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  CreateAcls(argument: _weir_v1_CreateAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  CreateAcls(argument: _weir_v1_CreateAclsRequestInput, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  createAcls(argument: _weir_v1_CreateAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  createAcls(argument: _weir_v1_CreateAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  createAcls(argument: _weir_v1_CreateAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  createAcls(argument: _weir_v1_CreateAclsRequestInput, callback: grpc.requestCallback<_weir_v1_CreateAclsResponse>): grpc.ClientUnaryCall;
  
  CreateApiKey(argument: _weir_v1_CreateApiKeyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  CreateApiKey(argument: _weir_v1_CreateApiKeyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  CreateApiKey(argument: _weir_v1_CreateApiKeyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  CreateApiKey(argument: _weir_v1_CreateApiKeyRequestInput, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  createApiKey(argument: _weir_v1_CreateApiKeyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  createApiKey(argument: _weir_v1_CreateApiKeyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  createApiKey(argument: _weir_v1_CreateApiKeyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  createApiKey(argument: _weir_v1_CreateApiKeyRequestInput, callback: grpc.requestCallback<_weir_v1_CreateApiKeyResponse>): grpc.ClientUnaryCall;
  
  CreateTopic(argument: _weir_v1_CreateTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  CreateTopic(argument: _weir_v1_CreateTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  CreateTopic(argument: _weir_v1_CreateTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  CreateTopic(argument: _weir_v1_CreateTopicRequestInput, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  createTopic(argument: _weir_v1_CreateTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  createTopic(argument: _weir_v1_CreateTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  createTopic(argument: _weir_v1_CreateTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  createTopic(argument: _weir_v1_CreateTopicRequestInput, callback: grpc.requestCallback<_weir_v1_CreateTopicResponse>): grpc.ClientUnaryCall;
  
  /**
   * Moves every replica off a node, which gets no new ones; or takes that back.
   */
  DecommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  DecommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  DecommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  DecommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  /**
   * Moves every replica off a node, which gets no new ones; or takes that back.
   */
  decommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  decommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  decommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  decommissionNode(argument: _weir_v1_DecommissionNodeRequestInput, callback: grpc.requestCallback<_weir_v1_DecommissionNodeResponse>): grpc.ClientUnaryCall;
  
  DeleteAcls(argument: _weir_v1_DeleteAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  DeleteAcls(argument: _weir_v1_DeleteAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  DeleteAcls(argument: _weir_v1_DeleteAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  DeleteAcls(argument: _weir_v1_DeleteAclsRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  deleteAcls(argument: _weir_v1_DeleteAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  deleteAcls(argument: _weir_v1_DeleteAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  deleteAcls(argument: _weir_v1_DeleteAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  deleteAcls(argument: _weir_v1_DeleteAclsRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteAclsResponse>): grpc.ClientUnaryCall;
  
  DeleteTopic(argument: _weir_v1_DeleteTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  DeleteTopic(argument: _weir_v1_DeleteTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  DeleteTopic(argument: _weir_v1_DeleteTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  DeleteTopic(argument: _weir_v1_DeleteTopicRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  deleteTopic(argument: _weir_v1_DeleteTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  deleteTopic(argument: _weir_v1_DeleteTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  deleteTopic(argument: _weir_v1_DeleteTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  deleteTopic(argument: _weir_v1_DeleteTopicRequestInput, callback: grpc.requestCallback<_weir_v1_DeleteTopicResponse>): grpc.ClientUnaryCall;
  
  DescribeCluster(argument: _weir_v1_DescribeClusterRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  DescribeCluster(argument: _weir_v1_DescribeClusterRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  DescribeCluster(argument: _weir_v1_DescribeClusterRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  DescribeCluster(argument: _weir_v1_DescribeClusterRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  describeCluster(argument: _weir_v1_DescribeClusterRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  describeCluster(argument: _weir_v1_DescribeClusterRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  describeCluster(argument: _weir_v1_DescribeClusterRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  describeCluster(argument: _weir_v1_DescribeClusterRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeClusterResponse>): grpc.ClientUnaryCall;
  
  DescribeTopic(argument: _weir_v1_DescribeTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  DescribeTopic(argument: _weir_v1_DescribeTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  DescribeTopic(argument: _weir_v1_DescribeTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  DescribeTopic(argument: _weir_v1_DescribeTopicRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  describeTopic(argument: _weir_v1_DescribeTopicRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  describeTopic(argument: _weir_v1_DescribeTopicRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  describeTopic(argument: _weir_v1_DescribeTopicRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  describeTopic(argument: _weir_v1_DescribeTopicRequestInput, callback: grpc.requestCallback<_weir_v1_DescribeTopicResponse>): grpc.ClientUnaryCall;
  
  /**
   * Moves leaderships back to the preferred replicas, or elects with possible loss.
   */
  ElectLeaders(argument: _weir_v1_ElectLeadersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  ElectLeaders(argument: _weir_v1_ElectLeadersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  ElectLeaders(argument: _weir_v1_ElectLeadersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  ElectLeaders(argument: _weir_v1_ElectLeadersRequestInput, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  /**
   * Moves leaderships back to the preferred replicas, or elects with possible loss.
   */
  electLeaders(argument: _weir_v1_ElectLeadersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  electLeaders(argument: _weir_v1_ElectLeadersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  electLeaders(argument: _weir_v1_ElectLeadersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  electLeaders(argument: _weir_v1_ElectLeadersRequestInput, callback: grpc.requestCallback<_weir_v1_ElectLeadersResponse>): grpc.ClientUnaryCall;
  
  ListAcls(argument: _weir_v1_ListAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  ListAcls(argument: _weir_v1_ListAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  ListAcls(argument: _weir_v1_ListAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  ListAcls(argument: _weir_v1_ListAclsRequestInput, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  listAcls(argument: _weir_v1_ListAclsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  listAcls(argument: _weir_v1_ListAclsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  listAcls(argument: _weir_v1_ListAclsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  listAcls(argument: _weir_v1_ListAclsRequestInput, callback: grpc.requestCallback<_weir_v1_ListAclsResponse>): grpc.ClientUnaryCall;
  
  ListApiKeys(argument: _weir_v1_ListApiKeysRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  ListApiKeys(argument: _weir_v1_ListApiKeysRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  ListApiKeys(argument: _weir_v1_ListApiKeysRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  ListApiKeys(argument: _weir_v1_ListApiKeysRequestInput, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  listApiKeys(argument: _weir_v1_ListApiKeysRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  listApiKeys(argument: _weir_v1_ListApiKeysRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  listApiKeys(argument: _weir_v1_ListApiKeysRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  listApiKeys(argument: _weir_v1_ListApiKeysRequestInput, callback: grpc.requestCallback<_weir_v1_ListApiKeysResponse>): grpc.ClientUnaryCall;
  
  /**
   * What was changed by whom, and what was refused, newest first: calls of the AdminService and of
   * the GroupService. Other refusals are in the logs of their services.
   */
  ListAudit(argument: _weir_v1_ListAuditRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  ListAudit(argument: _weir_v1_ListAuditRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  ListAudit(argument: _weir_v1_ListAuditRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  ListAudit(argument: _weir_v1_ListAuditRequestInput, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  /**
   * What was changed by whom, and what was refused, newest first: calls of the AdminService and of
   * the GroupService. Other refusals are in the logs of their services.
   */
  listAudit(argument: _weir_v1_ListAuditRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  listAudit(argument: _weir_v1_ListAuditRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  listAudit(argument: _weir_v1_ListAuditRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  listAudit(argument: _weir_v1_ListAuditRequestInput, callback: grpc.requestCallback<_weir_v1_ListAuditResponse>): grpc.ClientUnaryCall;
  
  ListPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  ListPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  ListPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  ListPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  listPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  listPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  listPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  listPartitionReassignments(argument: _weir_v1_ListPartitionReassignmentsRequestInput, callback: grpc.requestCallback<_weir_v1_ListPartitionReassignmentsResponse>): grpc.ClientUnaryCall;
  
  ListQuotas(argument: _weir_v1_ListQuotasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  ListQuotas(argument: _weir_v1_ListQuotasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  ListQuotas(argument: _weir_v1_ListQuotasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  ListQuotas(argument: _weir_v1_ListQuotasRequestInput, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  listQuotas(argument: _weir_v1_ListQuotasRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  listQuotas(argument: _weir_v1_ListQuotasRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  listQuotas(argument: _weir_v1_ListQuotasRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  listQuotas(argument: _weir_v1_ListQuotasRequestInput, callback: grpc.requestCallback<_weir_v1_ListQuotasResponse>): grpc.ClientUnaryCall;
  
  ListTopics(argument: _weir_v1_ListTopicsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  ListTopics(argument: _weir_v1_ListTopicsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  ListTopics(argument: _weir_v1_ListTopicsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  ListTopics(argument: _weir_v1_ListTopicsRequestInput, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  listTopics(argument: _weir_v1_ListTopicsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  listTopics(argument: _weir_v1_ListTopicsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  listTopics(argument: _weir_v1_ListTopicsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  listTopics(argument: _weir_v1_ListTopicsRequestInput, callback: grpc.requestCallback<_weir_v1_ListTopicsResponse>): grpc.ClientUnaryCall;
  
  /**
   * Gives a named producer its id and a higher epoch; older instances are fenced.
   */
  RegisterProducer(argument: _weir_v1_RegisterProducerRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  RegisterProducer(argument: _weir_v1_RegisterProducerRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  RegisterProducer(argument: _weir_v1_RegisterProducerRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  RegisterProducer(argument: _weir_v1_RegisterProducerRequestInput, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  /**
   * Gives a named producer its id and a higher epoch; older instances are fenced.
   */
  registerProducer(argument: _weir_v1_RegisterProducerRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  registerProducer(argument: _weir_v1_RegisterProducerRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  registerProducer(argument: _weir_v1_RegisterProducerRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  registerProducer(argument: _weir_v1_RegisterProducerRequestInput, callback: grpc.requestCallback<_weir_v1_RegisterProducerResponse>): grpc.ClientUnaryCall;
  
  /**
   * Forgets a dead node that holds no replica.
   */
  RemoveNode(argument: _weir_v1_RemoveNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  RemoveNode(argument: _weir_v1_RemoveNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  RemoveNode(argument: _weir_v1_RemoveNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  RemoveNode(argument: _weir_v1_RemoveNodeRequestInput, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  /**
   * Forgets a dead node that holds no replica.
   */
  removeNode(argument: _weir_v1_RemoveNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  removeNode(argument: _weir_v1_RemoveNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  removeNode(argument: _weir_v1_RemoveNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  removeNode(argument: _weir_v1_RemoveNodeRequestInput, callback: grpc.requestCallback<_weir_v1_RemoveNodeResponse>): grpc.ClientUnaryCall;
  
  RevokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  RevokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  RevokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  RevokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  revokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  revokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  revokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  revokeApiKey(argument: _weir_v1_RevokeApiKeyRequestInput, callback: grpc.requestCallback<_weir_v1_RevokeApiKeyResponse>): grpc.ClientUnaryCall;
  
  /**
   * Moves every leadership off a node, which takes no new ones; or takes that back. It holds until
   * then, whatever becomes of the node meanwhile.
   */
  SetNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  SetNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  SetNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  SetNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  /**
   * Moves every leadership off a node, which takes no new ones; or takes that back. It holds until
   * then, whatever becomes of the node meanwhile.
   */
  setNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  setNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  setNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  setNodeDrain(argument: _weir_v1_SetNodeDrainRequestInput, callback: grpc.requestCallback<_weir_v1_SetNodeDrainResponse>): grpc.ClientUnaryCall;
  
  SetQuota(argument: _weir_v1_SetQuotaRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  SetQuota(argument: _weir_v1_SetQuotaRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  SetQuota(argument: _weir_v1_SetQuotaRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  SetQuota(argument: _weir_v1_SetQuotaRequestInput, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  setQuota(argument: _weir_v1_SetQuotaRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  setQuota(argument: _weir_v1_SetQuotaRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  setQuota(argument: _weir_v1_SetQuotaRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  setQuota(argument: _weir_v1_SetQuotaRequestInput, callback: grpc.requestCallback<_weir_v1_SetQuotaResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Changes and describes the cluster. Only the active controller answers; others fail
 * with NOT_CONTROLLER and name it in the error's `controller` metadata.
 */
export interface AdminServiceHandlers extends grpc.UntypedServiceImplementation {
  AddPartitions: grpc.handleUnaryCall<_weir_v1_AddPartitionsRequest, _weir_v1_AddPartitionsResponseInput>;
  
  /**
   * Moves partitions to other nodes, or cancels such moves; progress is listed.
   */
  AlterPartitionReassignments: grpc.handleUnaryCall<_weir_v1_AlterPartitionReassignmentsRequest, _weir_v1_AlterPartitionReassignmentsResponseInput>;
  
  AlterTopicConfigs: grpc.handleUnaryCall<_weir_v1_AlterTopicConfigsRequest, _weir_v1_AlterTopicConfigsResponseInput>;
  
  /**
   * Moves replicas, and preferred leaderships, so that nodes have equal numbers of them.
   */
  BalanceReplicas: grpc.handleUnaryCall<_weir_v1_BalanceReplicasRequest, _weir_v1_BalanceReplicasResponseInput>;
  
  CreateAcls: grpc.handleUnaryCall<_weir_v1_CreateAclsRequest, _weir_v1_CreateAclsResponseInput>;
  
  CreateApiKey: grpc.handleUnaryCall<_weir_v1_CreateApiKeyRequest, _weir_v1_CreateApiKeyResponseInput>;
  
  CreateTopic: grpc.handleUnaryCall<_weir_v1_CreateTopicRequest, _weir_v1_CreateTopicResponseInput>;
  
  /**
   * Moves every replica off a node, which gets no new ones; or takes that back.
   */
  DecommissionNode: grpc.handleUnaryCall<_weir_v1_DecommissionNodeRequest, _weir_v1_DecommissionNodeResponseInput>;
  
  DeleteAcls: grpc.handleUnaryCall<_weir_v1_DeleteAclsRequest, _weir_v1_DeleteAclsResponseInput>;
  
  DeleteTopic: grpc.handleUnaryCall<_weir_v1_DeleteTopicRequest, _weir_v1_DeleteTopicResponseInput>;
  
  DescribeCluster: grpc.handleUnaryCall<_weir_v1_DescribeClusterRequest, _weir_v1_DescribeClusterResponseInput>;
  
  DescribeTopic: grpc.handleUnaryCall<_weir_v1_DescribeTopicRequest, _weir_v1_DescribeTopicResponseInput>;
  
  /**
   * Moves leaderships back to the preferred replicas, or elects with possible loss.
   */
  ElectLeaders: grpc.handleUnaryCall<_weir_v1_ElectLeadersRequest, _weir_v1_ElectLeadersResponseInput>;
  
  ListAcls: grpc.handleUnaryCall<_weir_v1_ListAclsRequest, _weir_v1_ListAclsResponseInput>;
  
  ListApiKeys: grpc.handleUnaryCall<_weir_v1_ListApiKeysRequest, _weir_v1_ListApiKeysResponseInput>;
  
  /**
   * What was changed by whom, and what was refused, newest first: calls of the AdminService and of
   * the GroupService. Other refusals are in the logs of their services.
   */
  ListAudit: grpc.handleUnaryCall<_weir_v1_ListAuditRequest, _weir_v1_ListAuditResponseInput>;
  
  ListPartitionReassignments: grpc.handleUnaryCall<_weir_v1_ListPartitionReassignmentsRequest, _weir_v1_ListPartitionReassignmentsResponseInput>;
  
  ListQuotas: grpc.handleUnaryCall<_weir_v1_ListQuotasRequest, _weir_v1_ListQuotasResponseInput>;
  
  ListTopics: grpc.handleUnaryCall<_weir_v1_ListTopicsRequest, _weir_v1_ListTopicsResponseInput>;
  
  /**
   * Gives a named producer its id and a higher epoch; older instances are fenced.
   */
  RegisterProducer: grpc.handleUnaryCall<_weir_v1_RegisterProducerRequest, _weir_v1_RegisterProducerResponseInput>;
  
  /**
   * Forgets a dead node that holds no replica.
   */
  RemoveNode: grpc.handleUnaryCall<_weir_v1_RemoveNodeRequest, _weir_v1_RemoveNodeResponseInput>;
  
  RevokeApiKey: grpc.handleUnaryCall<_weir_v1_RevokeApiKeyRequest, _weir_v1_RevokeApiKeyResponseInput>;
  
  /**
   * Moves every leadership off a node, which takes no new ones; or takes that back. It holds until
   * then, whatever becomes of the node meanwhile.
   */
  SetNodeDrain: grpc.handleUnaryCall<_weir_v1_SetNodeDrainRequest, _weir_v1_SetNodeDrainResponseInput>;
  
  SetQuota: grpc.handleUnaryCall<_weir_v1_SetQuotaRequest, _weir_v1_SetQuotaResponseInput>;
  
}

export interface AdminServiceDefinition extends grpc.ServiceDefinition {
  AddPartitions: MethodDefinition<_weir_v1_AddPartitionsRequestInput, _weir_v1_AddPartitionsResponseInput, _weir_v1_AddPartitionsRequest, _weir_v1_AddPartitionsResponse>
  AlterPartitionReassignments: MethodDefinition<_weir_v1_AlterPartitionReassignmentsRequestInput, _weir_v1_AlterPartitionReassignmentsResponseInput, _weir_v1_AlterPartitionReassignmentsRequest, _weir_v1_AlterPartitionReassignmentsResponse>
  AlterTopicConfigs: MethodDefinition<_weir_v1_AlterTopicConfigsRequestInput, _weir_v1_AlterTopicConfigsResponseInput, _weir_v1_AlterTopicConfigsRequest, _weir_v1_AlterTopicConfigsResponse>
  BalanceReplicas: MethodDefinition<_weir_v1_BalanceReplicasRequestInput, _weir_v1_BalanceReplicasResponseInput, _weir_v1_BalanceReplicasRequest, _weir_v1_BalanceReplicasResponse>
  CreateAcls: MethodDefinition<_weir_v1_CreateAclsRequestInput, _weir_v1_CreateAclsResponseInput, _weir_v1_CreateAclsRequest, _weir_v1_CreateAclsResponse>
  CreateApiKey: MethodDefinition<_weir_v1_CreateApiKeyRequestInput, _weir_v1_CreateApiKeyResponseInput, _weir_v1_CreateApiKeyRequest, _weir_v1_CreateApiKeyResponse>
  CreateTopic: MethodDefinition<_weir_v1_CreateTopicRequestInput, _weir_v1_CreateTopicResponseInput, _weir_v1_CreateTopicRequest, _weir_v1_CreateTopicResponse>
  DecommissionNode: MethodDefinition<_weir_v1_DecommissionNodeRequestInput, _weir_v1_DecommissionNodeResponseInput, _weir_v1_DecommissionNodeRequest, _weir_v1_DecommissionNodeResponse>
  DeleteAcls: MethodDefinition<_weir_v1_DeleteAclsRequestInput, _weir_v1_DeleteAclsResponseInput, _weir_v1_DeleteAclsRequest, _weir_v1_DeleteAclsResponse>
  DeleteTopic: MethodDefinition<_weir_v1_DeleteTopicRequestInput, _weir_v1_DeleteTopicResponseInput, _weir_v1_DeleteTopicRequest, _weir_v1_DeleteTopicResponse>
  DescribeCluster: MethodDefinition<_weir_v1_DescribeClusterRequestInput, _weir_v1_DescribeClusterResponseInput, _weir_v1_DescribeClusterRequest, _weir_v1_DescribeClusterResponse>
  DescribeTopic: MethodDefinition<_weir_v1_DescribeTopicRequestInput, _weir_v1_DescribeTopicResponseInput, _weir_v1_DescribeTopicRequest, _weir_v1_DescribeTopicResponse>
  ElectLeaders: MethodDefinition<_weir_v1_ElectLeadersRequestInput, _weir_v1_ElectLeadersResponseInput, _weir_v1_ElectLeadersRequest, _weir_v1_ElectLeadersResponse>
  ListAcls: MethodDefinition<_weir_v1_ListAclsRequestInput, _weir_v1_ListAclsResponseInput, _weir_v1_ListAclsRequest, _weir_v1_ListAclsResponse>
  ListApiKeys: MethodDefinition<_weir_v1_ListApiKeysRequestInput, _weir_v1_ListApiKeysResponseInput, _weir_v1_ListApiKeysRequest, _weir_v1_ListApiKeysResponse>
  ListAudit: MethodDefinition<_weir_v1_ListAuditRequestInput, _weir_v1_ListAuditResponseInput, _weir_v1_ListAuditRequest, _weir_v1_ListAuditResponse>
  ListPartitionReassignments: MethodDefinition<_weir_v1_ListPartitionReassignmentsRequestInput, _weir_v1_ListPartitionReassignmentsResponseInput, _weir_v1_ListPartitionReassignmentsRequest, _weir_v1_ListPartitionReassignmentsResponse>
  ListQuotas: MethodDefinition<_weir_v1_ListQuotasRequestInput, _weir_v1_ListQuotasResponseInput, _weir_v1_ListQuotasRequest, _weir_v1_ListQuotasResponse>
  ListTopics: MethodDefinition<_weir_v1_ListTopicsRequestInput, _weir_v1_ListTopicsResponseInput, _weir_v1_ListTopicsRequest, _weir_v1_ListTopicsResponse>
  RegisterProducer: MethodDefinition<_weir_v1_RegisterProducerRequestInput, _weir_v1_RegisterProducerResponseInput, _weir_v1_RegisterProducerRequest, _weir_v1_RegisterProducerResponse>
  RemoveNode: MethodDefinition<_weir_v1_RemoveNodeRequestInput, _weir_v1_RemoveNodeResponseInput, _weir_v1_RemoveNodeRequest, _weir_v1_RemoveNodeResponse>
  RevokeApiKey: MethodDefinition<_weir_v1_RevokeApiKeyRequestInput, _weir_v1_RevokeApiKeyResponseInput, _weir_v1_RevokeApiKeyRequest, _weir_v1_RevokeApiKeyResponse>
  SetNodeDrain: MethodDefinition<_weir_v1_SetNodeDrainRequestInput, _weir_v1_SetNodeDrainResponseInput, _weir_v1_SetNodeDrainRequest, _weir_v1_SetNodeDrainResponse>
  SetQuota: MethodDefinition<_weir_v1_SetQuotaRequestInput, _weir_v1_SetQuotaResponseInput, _weir_v1_SetQuotaRequest, _weir_v1_SetQuotaResponse>
}
