// From weir/v1/messaging.proto

import type { Long } from '@grpc/proto-loader';

export interface PartitionStartInput {
  'topic'?: (string);
  'partition'?: (number);
  /**
   * Where reading starts; -1 while it is not known yet.
   */
  'offset'?: (number | string | Long);
}

export interface PartitionStart {
  'topic': (string);
  'partition': (number);
  /**
   * Where reading starts; -1 while it is not known yet.
   */
  'offset': (number);
}
