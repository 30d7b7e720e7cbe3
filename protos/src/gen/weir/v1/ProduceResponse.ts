// From weir/v1/log.proto

import type { ProducePartitionResultInput as _weir_v1_ProducePartitionResultInput, ProducePartitionResult as _weir_v1_ProducePartitionResult } from '../../weir/v1/ProducePartitionResult.ts';

export interface ProduceResponseInput {
  /**
   * In the order of the request.
   */
  'partitions'?: (_weir_v1_ProducePartitionResultInput)[];
  /**
   * Over its quota: how long to wait before the next request. 0: not at all.
   */
  'throttleMs'?: (number);
}

export interface ProduceResponse {
  /**
   * In the order of the request.
   */
  'partitions': (_weir_v1_ProducePartitionResult)[];
  /**
   * Over its quota: how long to wait before the next request. 0: not at all.
   */
  'throttleMs': (number);
}
