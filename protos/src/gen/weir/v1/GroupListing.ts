// From weir/v1/group.proto

import type { GroupStateInput as _weir_v1_GroupStateInput, GroupState as _weir_v1_GroupState } from '../../weir/v1/GroupState.ts';
import type { Long } from '@grpc/proto-loader';

export interface GroupListingInput {
  'groupId'?: (string);
  'state'?: (_weir_v1_GroupStateInput);
  'members'?: (number);
  /**
   * Sum over its partitions; absent when none is known.
   */
  'lag'?: (number | string | Long);
  'stuckPartitions'?: (number);
  '_lag'?: "lag";
}

export interface GroupListing {
  'groupId': (string);
  'state': (_weir_v1_GroupState);
  'members': (number);
  /**
   * Sum over its partitions; absent when none is known.
   */
  'lag'?: (number);
  'stuckPartitions': (number);
  '_lag'?: "lag";
}
