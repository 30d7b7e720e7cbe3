// From weir/v1/log.proto

import type { FetchPartitionDataInput as _weir_v1_FetchPartitionDataInput, FetchPartitionData as _weir_v1_FetchPartitionData } from '../../weir/v1/FetchPartitionData.ts';

export interface FetchResponseInput {
  'partitions'?: (_weir_v1_FetchPartitionDataInput)[];
  /**
   * As in ProduceResponse.
   */
  'throttleMs'?: (number);
}

export interface FetchResponse {
  'partitions': (_weir_v1_FetchPartitionData)[];
  /**
   * As in ProduceResponse.
   */
  'throttleMs': (number);
}
