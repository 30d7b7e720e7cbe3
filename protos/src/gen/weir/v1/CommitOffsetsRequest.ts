// From weir/v1/group.proto

import type { CommittedOffsetInput as _weir_v1_CommittedOffsetInput, CommittedOffset as _weir_v1_CommittedOffset } from '../../weir/v1/CommittedOffset.ts';

export interface CommitOffsetsRequestInput {
  'groupId'?: (string);
  /**
   * Empty for a consumer that assigns by hand; then the group has no members.
   */
  'memberId'?: (string);
  'memberEpoch'?: (number);
  'offsets'?: (_weir_v1_CommittedOffsetInput)[];
}

export interface CommitOffsetsRequest {
  'groupId': (string);
  /**
   * Empty for a consumer that assigns by hand; then the group has no members.
   */
  'memberId': (string);
  'memberEpoch': (number);
  'offsets': (_weir_v1_CommittedOffset)[];
}
