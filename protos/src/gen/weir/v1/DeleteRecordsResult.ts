// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface DeleteRecordsResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  'logStartOffset'?: (number | string | Long);
}

export interface DeleteRecordsResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  'logStartOffset': (number);
}
