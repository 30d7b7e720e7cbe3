// From weir/v1/log.proto

import type { FetchPartitionDataInput as _weir_v1_FetchPartitionDataInput, FetchPartitionData as _weir_v1_FetchPartitionData } from '../../weir/v1/FetchPartitionData.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Data of one partition, or an error after which the partition is no longer read.
 * A message without batches reports a moved high watermark or log start.
 */
export interface FetchStreamDataInput {
  'sessionId'?: (number | string | Long);
  'data'?: (_weir_v1_FetchPartitionDataInput | null);
}

/**
 * Data of one partition, or an error after which the partition is no longer read.
 * A message without batches reports a moved high watermark or log start.
 */
export interface FetchStreamData {
  'sessionId': (number);
  'data': (_weir_v1_FetchPartitionData | null);
}
