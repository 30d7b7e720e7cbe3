// From weir/internal/v1/node_registry.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ChangeIsrRequestInput as _weir_internal_v1_ChangeIsrRequestInput, ChangeIsrRequest as _weir_internal_v1_ChangeIsrRequest } from '../../../weir/internal/v1/ChangeIsrRequest.ts';
import type { ChangeIsrResponseInput as _weir_internal_v1_ChangeIsrResponseInput, ChangeIsrResponse as _weir_internal_v1_ChangeIsrResponse } from '../../../weir/internal/v1/ChangeIsrResponse.ts';
import type { CoordinatorSessionRequestInput as _weir_internal_v1_CoordinatorSessionRequestInput, CoordinatorSessionRequest as _weir_internal_v1_CoordinatorSessionRequest } from '../../../weir/internal/v1/CoordinatorSessionRequest.ts';
import type { CoordinatorSessionResponseInput as _weir_internal_v1_CoordinatorSessionResponseInput, CoordinatorSessionResponse as _weir_internal_v1_CoordinatorSessionResponse } from '../../../weir/internal/v1/CoordinatorSessionResponse.ts';
import type { DrainNodeRequestInput as _weir_internal_v1_DrainNodeRequestInput, DrainNodeRequest as _weir_internal_v1_DrainNodeRequest } from '../../../weir/internal/v1/DrainNodeRequest.ts';
import type { DrainNodeResponseInput as _weir_internal_v1_DrainNodeResponseInput, DrainNodeResponse as _weir_internal_v1_DrainNodeResponse } from '../../../weir/internal/v1/DrainNodeResponse.ts';
import type { HeartbeatRequestInput as _weir_internal_v1_HeartbeatRequestInput, HeartbeatRequest as _weir_internal_v1_HeartbeatRequest } from '../../../weir/internal/v1/HeartbeatRequest.ts';
import type { HeartbeatResponseInput as _weir_internal_v1_HeartbeatResponseInput, HeartbeatResponse as _weir_internal_v1_HeartbeatResponse } from '../../../weir/internal/v1/HeartbeatResponse.ts';
import type { RegisterNodeRequestInput as _weir_internal_v1_RegisterNodeRequestInput, RegisterNodeRequest as _weir_internal_v1_RegisterNodeRequest } from '../../../weir/internal/v1/RegisterNodeRequest.ts';
import type { RegisterNodeResponseInput as _weir_internal_v1_RegisterNodeResponseInput, RegisterNodeResponse as _weir_internal_v1_RegisterNodeResponse } from '../../../weir/internal/v1/RegisterNodeResponse.ts';

/**
 * Storage nodes and coordinators to the active controller; a standby answers
 * NOT_CONTROLLER and names the active one.
 */
export interface NodeRegistryServiceClient extends grpc.Client {
  /**
   * Leaders report their in-sync sets, batched.
   */
  ChangeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  ChangeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  ChangeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  ChangeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  /**
   * Leaders report their in-sync sets, batched.
   */
  changeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  changeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  changeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  changeIsr(argument: _weir_internal_v1_ChangeIsrRequestInput, callback: grpc.requestCallback<_weir_internal_v1_ChangeIsrResponse>): grpc.ClientUnaryCall;
  
  /**
   * A coordinator's registration lives as long as the stream.
   */
  CoordinatorSession(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_CoordinatorSessionRequestInput, _weir_internal_v1_CoordinatorSessionResponse>;
  CoordinatorSession(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_CoordinatorSessionRequestInput, _weir_internal_v1_CoordinatorSessionResponse>;
  /**
   * A coordinator's registration lives as long as the stream.
   */
  coordinatorSession(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_CoordinatorSessionRequestInput, _weir_internal_v1_CoordinatorSessionResponse>;
  coordinatorSession(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_CoordinatorSessionRequestInput, _weir_internal_v1_CoordinatorSessionResponse>;
  
  /**
   * Answered when the node's leaderships have moved away, or the deadline is near; at once where the
   * node is to wait for its turn.
   */
  DrainNode(argument: _weir_internal_v1_DrainNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  DrainNode(argument: _weir_internal_v1_DrainNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  DrainNode(argument: _weir_internal_v1_DrainNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  DrainNode(argument: _weir_internal_v1_DrainNodeRequestInput, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  /**
   * Answered when the node's leaderships have moved away, or the deadline is near; at once where the
   * node is to wait for its turn.
   */
  drainNode(argument: _weir_internal_v1_DrainNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  drainNode(argument: _weir_internal_v1_DrainNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  drainNode(argument: _weir_internal_v1_DrainNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  drainNode(argument: _weir_internal_v1_DrainNodeRequestInput, callback: grpc.requestCallback<_weir_internal_v1_DrainNodeResponse>): grpc.ClientUnaryCall;
  
  /**
   * A sign of life each 250 ms. A broken stream makes the controller look at once
   * whether the node's port still answers.
   */
  Heartbeat(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_HeartbeatRequestInput, _weir_internal_v1_HeartbeatResponse>;
  Heartbeat(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_HeartbeatRequestInput, _weir_internal_v1_HeartbeatResponse>;
  /**
   * A sign of life each 250 ms. A broken stream makes the controller look at once
   * whether the node's port still answers.
   */
  heartbeat(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_HeartbeatRequestInput, _weir_internal_v1_HeartbeatResponse>;
  heartbeat(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weir_internal_v1_HeartbeatRequestInput, _weir_internal_v1_HeartbeatResponse>;
  
  RegisterNode(argument: _weir_internal_v1_RegisterNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  RegisterNode(argument: _weir_internal_v1_RegisterNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  RegisterNode(argument: _weir_internal_v1_RegisterNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  RegisterNode(argument: _weir_internal_v1_RegisterNodeRequestInput, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  registerNode(argument: _weir_internal_v1_RegisterNodeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  registerNode(argument: _weir_internal_v1_RegisterNodeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  registerNode(argument: _weir_internal_v1_RegisterNodeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  registerNode(argument: _weir_internal_v1_RegisterNodeRequestInput, callback: grpc.requestCallback<_weir_internal_v1_RegisterNodeResponse>): grpc.ClientUnaryCall;
  
}

/**
 * Storage nodes and coordinators to the active controller; a standby answers
 * NOT_CONTROLLER and names the active one.
 */
export interface NodeRegistryServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Leaders report their in-sync sets, batched.
   */
  ChangeIsr: grpc.handleUnaryCall<_weir_internal_v1_ChangeIsrRequest, _weir_internal_v1_ChangeIsrResponseInput>;
  
  /**
   * A coordinator's registration lives as long as the stream.
   */
  CoordinatorSession: grpc.handleBidiStreamingCall<_weir_internal_v1_CoordinatorSessionRequest, _weir_internal_v1_CoordinatorSessionResponseInput>;
  
  /**
   * Answered when the node's leaderships have moved away, or the deadline is near; at once where the
   * node is to wait for its turn.
   */
  DrainNode: grpc.handleUnaryCall<_weir_internal_v1_DrainNodeRequest, _weir_internal_v1_DrainNodeResponseInput>;
  
  /**
   * A sign of life each 250 ms. A broken stream makes the controller look at once
   * whether the node's port still answers.
   */
  Heartbeat: grpc.handleBidiStreamingCall<_weir_internal_v1_HeartbeatRequest, _weir_internal_v1_HeartbeatResponseInput>;
  
  RegisterNode: grpc.handleUnaryCall<_weir_internal_v1_RegisterNodeRequest, _weir_internal_v1_RegisterNodeResponseInput>;
  
}

export interface NodeRegistryServiceDefinition extends grpc.ServiceDefinition {
  ChangeIsr: MethodDefinition<_weir_internal_v1_ChangeIsrRequestInput, _weir_internal_v1_ChangeIsrResponseInput, _weir_internal_v1_ChangeIsrRequest, _weir_internal_v1_ChangeIsrResponse>
  CoordinatorSession: MethodDefinition<_weir_internal_v1_CoordinatorSessionRequestInput, _weir_internal_v1_CoordinatorSessionResponseInput, _weir_internal_v1_CoordinatorSessionRequest, _weir_internal_v1_CoordinatorSessionResponse>
  DrainNode: MethodDefinition<_weir_internal_v1_DrainNodeRequestInput, _weir_internal_v1_DrainNodeResponseInput, _weir_internal_v1_DrainNodeRequest, _weir_internal_v1_DrainNodeResponse>
  Heartbeat: MethodDefinition<_weir_internal_v1_HeartbeatRequestInput, _weir_internal_v1_HeartbeatResponseInput, _weir_internal_v1_HeartbeatRequest, _weir_internal_v1_HeartbeatResponse>
  RegisterNode: MethodDefinition<_weir_internal_v1_RegisterNodeRequestInput, _weir_internal_v1_RegisterNodeResponseInput, _weir_internal_v1_RegisterNodeRequest, _weir_internal_v1_RegisterNodeResponse>
}
