// From weir/v1/admin.proto

import type { TopicListingInput as _weir_v1_TopicListingInput, TopicListing as _weir_v1_TopicListing } from '../../weir/v1/TopicListing.ts';

export interface ListTopicsResponseInput {
  /**
   * In order of name.
   */
  'topics'?: (_weir_v1_TopicListingInput)[];
}

export interface ListTopicsResponse {
  /**
   * In order of name.
   */
  'topics': (_weir_v1_TopicListing)[];
}
