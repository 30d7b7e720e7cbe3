// From weir/v1/metadata.proto

import type { NodeInput as _weir_v1_NodeInput, Node as _weir_v1_Node } from '../../weir/v1/Node.ts';
import type { CoordinatorInput as _weir_v1_CoordinatorInput, Coordinator as _weir_v1_Coordinator } from '../../weir/v1/Coordinator.ts';
import type { TopicInput as _weir_v1_TopicInput, Topic as _weir_v1_Topic } from '../../weir/v1/Topic.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Versions grow with each change within a generation; a generation is one life of one
 * active controller. A snapshot of another generation replaces everything.
 */
export interface MetadataSnapshotInput {
  'clusterId'?: (string);
  'generation'?: (string);
  'version'?: (number | string | Long);
  /**
   * host:port of the active controller; empty when unknown.
   */
  'controllerAddress'?: (string);
  'nodes'?: (_weir_v1_NodeInput)[];
  'coordinators'?: (_weir_v1_CoordinatorInput)[];
  'topics'?: (_weir_v1_TopicInput)[];
  /**
   * Number of coordinator shards, fixed for the cluster's life.
   */
  'groupShards'?: (number);
}

/**
 * Versions grow with each change within a generation; a generation is one life of one
 * active controller. A snapshot of another generation replaces everything.
 */
export interface MetadataSnapshot {
  'clusterId': (string);
  'generation': (string);
  'version': (number);
  /**
   * host:port of the active controller; empty when unknown.
   */
  'controllerAddress': (string);
  'nodes': (_weir_v1_Node)[];
  'coordinators': (_weir_v1_Coordinator)[];
  'topics': (_weir_v1_Topic)[];
  /**
   * Number of coordinator shards, fixed for the cluster's life.
   */
  'groupShards': (number);
}
