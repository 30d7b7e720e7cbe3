// From weir/v1/log.proto

import type { DescribeProducersPartitionInput as _weir_v1_DescribeProducersPartitionInput, DescribeProducersPartition as _weir_v1_DescribeProducersPartition } from '../../weir/v1/DescribeProducersPartition.ts';

export interface DescribeProducersRequestInput {
  'partitions'?: (_weir_v1_DescribeProducersPartitionInput)[];
}

export interface DescribeProducersRequest {
  'partitions': (_weir_v1_DescribeProducersPartition)[];
}
