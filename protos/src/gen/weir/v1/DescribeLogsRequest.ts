// From weir/v1/log.proto

import type { DescribeLogsPartitionInput as _weir_v1_DescribeLogsPartitionInput, DescribeLogsPartition as _weir_v1_DescribeLogsPartition } from '../../weir/v1/DescribeLogsPartition.ts';

export interface DescribeLogsRequestInput {
  'partitions'?: (_weir_v1_DescribeLogsPartitionInput)[];
}

export interface DescribeLogsRequest {
  'partitions': (_weir_v1_DescribeLogsPartition)[];
}
