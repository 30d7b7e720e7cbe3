// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { ProducerStateInput as _weir_v1_ProducerStateInput, ProducerState as _weir_v1_ProducerState } from '../../weir/v1/ProducerState.ts';

export interface DescribeProducersResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  'producers'?: (_weir_v1_ProducerStateInput)[];
}

export interface DescribeProducersResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  'producers': (_weir_v1_ProducerState)[];
}
