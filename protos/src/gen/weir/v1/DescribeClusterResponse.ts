// From weir/v1/admin.proto

import type { NodeInput as _weir_v1_NodeInput, Node as _weir_v1_Node } from '../../weir/v1/Node.ts';
import type { CoordinatorInput as _weir_v1_CoordinatorInput, Coordinator as _weir_v1_Coordinator } from '../../weir/v1/Coordinator.ts';
import type { NodeStatusInput as _weir_v1_NodeStatusInput, NodeStatus as _weir_v1_NodeStatus } from '../../weir/v1/NodeStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface DescribeClusterResponseInput {
  'clusterId'?: (string);
  'controllerId'?: (string);
  'controllerAddress'?: (string);
  /**
   * The active controller's fencing token.
   */
  'controllerToken'?: (number | string | Long);
  'nodes'?: (_weir_v1_NodeInput)[];
  'coordinators'?: (_weir_v1_CoordinatorInput)[];
  'topics'?: (number);
  'partitions'?: (number);
  'leaderlessPartitions'?: (number);
  'underReplicatedPartitions'?: (number);
  'nodeStatuses'?: (_weir_v1_NodeStatusInput)[];
}

export interface DescribeClusterResponse {
  'clusterId': (string);
  'controllerId': (string);
  'controllerAddress': (string);
  /**
   * The active controller's fencing token.
   */
  'controllerToken': (number);
  'nodes': (_weir_v1_Node)[];
  'coordinators': (_weir_v1_Coordinator)[];
  'topics': (number);
  'partitions': (number);
  'leaderlessPartitions': (number);
  'underReplicatedPartitions': (number);
  'nodeStatuses': (_weir_v1_NodeStatus)[];
}
