// From weir/v1/messaging.proto

import type { Long } from '@grpc/proto-loader';

export interface StartPositionInput {
  'topic'?: (string);
  'partition'?: (number);
  /**
   * Absent: as `start_from` says.
   */
  'offset'?: (number | string | Long);
  '_offset'?: "offset";
}

export interface StartPosition {
  'topic': (string);
  'partition': (number);
  /**
   * Absent: as `start_from` says.
   */
  'offset'?: (number);
  '_offset'?: "offset";
}
