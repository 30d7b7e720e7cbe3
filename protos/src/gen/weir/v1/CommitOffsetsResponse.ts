// From weir/v1/group.proto

import type { OffsetResultInput as _weir_v1_OffsetResultInput, OffsetResult as _weir_v1_OffsetResult } from '../../weir/v1/OffsetResult.ts';

export interface CommitOffsetsResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_v1_OffsetResultInput)[];
}

export interface CommitOffsetsResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_v1_OffsetResult)[];
}
