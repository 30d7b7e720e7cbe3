// From weir/v1/log.proto

import type { OffsetForLeaderEpochResultInput as _weir_v1_OffsetForLeaderEpochResultInput, OffsetForLeaderEpochResult as _weir_v1_OffsetForLeaderEpochResult } from '../../weir/v1/OffsetForLeaderEpochResult.ts';

export interface OffsetForLeaderEpochResponseInput {
  'partitions'?: (_weir_v1_OffsetForLeaderEpochResultInput)[];
}

export interface OffsetForLeaderEpochResponse {
  'partitions': (_weir_v1_OffsetForLeaderEpochResult)[];
}
