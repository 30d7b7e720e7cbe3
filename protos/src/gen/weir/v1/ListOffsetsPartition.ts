// From weir/v1/log.proto

import type { OffsetSpecInput as _weir_v1_OffsetSpecInput, OffsetSpec as _weir_v1_OffsetSpec } from '../../weir/v1/OffsetSpec.ts';
import type { Long } from '@grpc/proto-loader';

export interface ListOffsetsPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'spec'?: (_weir_v1_OffsetSpecInput);
  'timestampMs'?: (number | string | Long);
}

export interface ListOffsetsPartition {
  'topicId': (string);
  'partition': (number);
  'spec': (_weir_v1_OffsetSpec);
  'timestampMs': (number);
}
