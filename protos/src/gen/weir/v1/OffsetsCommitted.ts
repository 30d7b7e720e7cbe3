// From weir/v1/messaging.proto

import type { OffsetResultInput as _weir_v1_OffsetResultInput, OffsetResult as _weir_v1_OffsetResult } from '../../weir/v1/OffsetResult.ts';

export interface OffsetsCommittedInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_v1_OffsetResultInput)[];
}

export interface OffsetsCommitted {
  /**
   * In the order of the request.
   */
  'results': (_weir_v1_OffsetResult)[];
}
