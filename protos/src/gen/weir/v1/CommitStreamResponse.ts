// From weir/v1/group.proto

import type { CommitOffsetsResponseInput as _weir_v1_CommitOffsetsResponseInput, CommitOffsetsResponse as _weir_v1_CommitOffsetsResponse } from '../../weir/v1/CommitOffsetsResponse.ts';
import type { Long } from '@grpc/proto-loader';

export interface CommitStreamResponseInput {
  'correlationId'?: (number | string | Long);
  /**
   * Absent when the request failed as a whole.
   */
  'response'?: (_weir_v1_CommitOffsetsResponseInput | null);
  'errorCode'?: (string);
  'errorMessage'?: (string);
  /**
   * For example `coordinator`, the owner's address.
   */
  'errorMetadata'?: ({[key: string]: string});
}

export interface CommitStreamResponse {
  'correlationId': (number);
  /**
   * Absent when the request failed as a whole.
   */
  'response': (_weir_v1_CommitOffsetsResponse | null);
  'errorCode': (string);
  'errorMessage': (string);
  /**
   * For example `coordinator`, the owner's address.
   */
  'errorMetadata': ({[key: string]: string});
}
