// From weir/v1/group.proto

import type { GroupStateInput as _weir_v1_GroupStateInput, GroupState as _weir_v1_GroupState } from '../../weir/v1/GroupState.ts';

export interface GroupListingInput {
  'groupId'?: (string);
  'state'?: (_weir_v1_GroupStateInput);
  'members'?: (number);
}

export interface GroupListing {
  'groupId': (string);
  'state': (_weir_v1_GroupState);
  'members': (number);
}
