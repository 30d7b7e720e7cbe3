// From weir/v1/group.proto

import type { CommitOffsetsRequestInput as _weir_v1_CommitOffsetsRequestInput, CommitOffsetsRequest as _weir_v1_CommitOffsetsRequest } from '../../weir/v1/CommitOffsetsRequest.ts';
import type { Long } from '@grpc/proto-loader';

export interface CommitStreamRequestInput {
  'correlationId'?: (number | string | Long);
  'request'?: (_weir_v1_CommitOffsetsRequestInput | null);
}

export interface CommitStreamRequest {
  'correlationId': (number);
  'request': (_weir_v1_CommitOffsetsRequest | null);
}
