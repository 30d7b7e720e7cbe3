// From weir/v1/metadata.proto

import type { NodeInput as _weir_v1_NodeInput, Node as _weir_v1_Node } from '../../weir/v1/Node.ts';
import type { CoordinatorInput as _weir_v1_CoordinatorInput, Coordinator as _weir_v1_Coordinator } from '../../weir/v1/Coordinator.ts';
import type { TopicInput as _weir_v1_TopicInput, Topic as _weir_v1_Topic } from '../../weir/v1/Topic.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Applies to the snapshot of the same generation whose version is `previous_version`.
 */
export interface MetadataDeltaInput {
  'generation'?: (string);
  'previousVersion'?: (number | string | Long);
  'version'?: (number | string | Long);
  /**
   * New or changed, whole.
   */
  'nodes'?: (_weir_v1_NodeInput)[];
  'removedNodeIds'?: (number)[];
  /**
   * New or changed, whole.
   */
  'coordinators'?: (_weir_v1_CoordinatorInput)[];
  'removedCoordinatorIds'?: (string)[];
  /**
   * New or changed, whole.
   */
  'topics'?: (_weir_v1_TopicInput)[];
  'removedTopicIds'?: (string)[];
}

/**
 * Applies to the snapshot of the same generation whose version is `previous_version`.
 */
export interface MetadataDelta {
  'generation': (string);
  'previousVersion': (number);
  'version': (number);
  /**
   * New or changed, whole.
   */
  'nodes': (_weir_v1_Node)[];
  'removedNodeIds': (number)[];
  /**
   * New or changed, whole.
   */
  'coordinators': (_weir_v1_Coordinator)[];
  'removedCoordinatorIds': (string)[];
  /**
   * New or changed, whole.
   */
  'topics': (_weir_v1_Topic)[];
  'removedTopicIds': (string)[];
}
