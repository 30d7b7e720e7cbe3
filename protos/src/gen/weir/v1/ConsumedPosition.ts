// From weir/v1/group.proto

import type { Long } from '@grpc/proto-loader';

export interface ConsumedPositionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * The next offset that the application will be given.
   */
  'position'?: (number | string | Long);
}

export interface ConsumedPosition {
  'topicId': (string);
  'partition': (number);
  /**
   * The next offset that the application will be given.
   */
  'position': (number);
}
