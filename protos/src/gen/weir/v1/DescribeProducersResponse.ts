// From weir/v1/log.proto

import type { DescribeProducersResultInput as _weir_v1_DescribeProducersResultInput, DescribeProducersResult as _weir_v1_DescribeProducersResult } from '../../weir/v1/DescribeProducersResult.ts';

export interface DescribeProducersResponseInput {
  'partitions'?: (_weir_v1_DescribeProducersResultInput)[];
}

export interface DescribeProducersResponse {
  'partitions': (_weir_v1_DescribeProducersResult)[];
}
