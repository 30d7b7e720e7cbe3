// From weir/v1/metadata.proto

import type { NodeStateInput as _weir_v1_NodeStateInput, NodeState as _weir_v1_NodeState } from '../../weir/v1/NodeState.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A storage node.
 */
export interface NodeInput {
  'nodeId'?: (number);
  /**
   * host:port for clients and peers.
   */
  'address'?: (string);
  /**
   * The machine, for placement.
   */
  'host'?: (string);
  /**
   * The failure domain, for placement; may be empty.
   */
  'rack'?: (string);
  /**
   * Grows with each registration of the node.
   */
  'nodeEpoch'?: (number | string | Long);
  'state'?: (_weir_v1_NodeStateInput);
  /**
   * host:port for clients that reach nothing inside the cluster but its gateways and these
   * addresses: the same LogService, for the partitions that the node leads. Empty: by a gateway.
   */
  'externalAddress'?: (string);
}

/**
 * A storage node.
 */
export interface Node {
  'nodeId': (number);
  /**
   * host:port for clients and peers.
   */
  'address': (string);
  /**
   * The machine, for placement.
   */
  'host': (string);
  /**
   * The failure domain, for placement; may be empty.
   */
  'rack': (string);
  /**
   * Grows with each registration of the node.
   */
  'nodeEpoch': (number);
  'state': (_weir_v1_NodeState);
  /**
   * host:port for clients that reach nothing inside the cluster but its gateways and these
   * addresses: the same LogService, for the partitions that the node leads. Empty: by a gateway.
   */
  'externalAddress': (string);
}
