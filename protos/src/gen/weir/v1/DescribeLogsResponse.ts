// From weir/v1/log.proto

import type { DescribeLogsResultInput as _weir_v1_DescribeLogsResultInput, DescribeLogsResult as _weir_v1_DescribeLogsResult } from '../../weir/v1/DescribeLogsResult.ts';

export interface DescribeLogsResponseInput {
  /**
   * In the order of the request.
   */
  'partitions'?: (_weir_v1_DescribeLogsResultInput)[];
}

export interface DescribeLogsResponse {
  /**
   * In the order of the request.
   */
  'partitions': (_weir_v1_DescribeLogsResult)[];
}
