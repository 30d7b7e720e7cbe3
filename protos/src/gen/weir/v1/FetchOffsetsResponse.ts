// From weir/v1/group.proto

import type { CommittedOffsetInput as _weir_v1_CommittedOffsetInput, CommittedOffset as _weir_v1_CommittedOffset } from '../../weir/v1/CommittedOffset.ts';

export interface FetchOffsetsResponseInput {
  /**
   * Partitions that never were committed are left out.
   */
  'offsets'?: (_weir_v1_CommittedOffsetInput)[];
}

export interface FetchOffsetsResponse {
  /**
   * Partitions that never were committed are left out.
   */
  'offsets': (_weir_v1_CommittedOffset)[];
}
