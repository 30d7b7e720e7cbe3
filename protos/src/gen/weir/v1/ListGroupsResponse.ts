// From weir/v1/group.proto

import type { GroupListingInput as _weir_v1_GroupListingInput, GroupListing as _weir_v1_GroupListing } from '../../weir/v1/GroupListing.ts';

/**
 * The groups of the answering coordinator's shards; ask each coordinator for all.
 */
export interface ListGroupsResponseInput {
  'groups'?: (_weir_v1_GroupListingInput)[];
}

/**
 * The groups of the answering coordinator's shards; ask each coordinator for all.
 */
export interface ListGroupsResponse {
  'groups': (_weir_v1_GroupListing)[];
}
