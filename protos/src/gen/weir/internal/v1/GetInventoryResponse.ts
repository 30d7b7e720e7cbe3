// From weir/internal/v1/node_control.proto

import type { TopicIdentityInput as _weir_internal_v1_TopicIdentityInput, TopicIdentity as _weir_internal_v1_TopicIdentity } from '../../../weir/internal/v1/TopicIdentity.ts';
import type { InventoryReplicaInput as _weir_internal_v1_InventoryReplicaInput, InventoryReplica as _weir_internal_v1_InventoryReplica } from '../../../weir/internal/v1/InventoryReplica.ts';

/**
 * A page of the inventory, at most 1,000 replicas.
 */
export interface GetInventoryResponseInput {
  /**
   * Those that the page's replicas belong to.
   */
  'topics'?: (_weir_internal_v1_TopicIdentityInput)[];
  'replicas'?: (_weir_internal_v1_InventoryReplicaInput)[];
}

/**
 * A page of the inventory, at most 1,000 replicas.
 */
export interface GetInventoryResponse {
  /**
   * Those that the page's replicas belong to.
   */
  'topics': (_weir_internal_v1_TopicIdentity)[];
  'replicas': (_weir_internal_v1_InventoryReplica)[];
}
