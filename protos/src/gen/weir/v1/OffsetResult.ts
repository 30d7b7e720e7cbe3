// From weir/v1/group.proto

import type { Long } from '@grpc/proto-loader';

export interface OffsetResultInput {
  'topic'?: (string);
  'partition'?: (number);
  /**
   * Empty when committed.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
  'offset'?: (number | string | Long);
}

export interface OffsetResult {
  'topic': (string);
  'partition': (number);
  /**
   * Empty when committed.
   */
  'errorCode': (string);
  'errorMessage': (string);
  'offset': (number);
}
