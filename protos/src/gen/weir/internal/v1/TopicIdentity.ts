// From weir/internal/v1/replica.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What a replica knows of its topic beside the log.
 */
export interface TopicIdentityInput {
  'topicId'?: (string);
  'name'?: (string);
  'configs'?: ({[key: string]: string});
  'configVersion'?: (number | string | Long);
  /**
   * Of the topic, as last told.
   */
  'partitions'?: (number);
}

/**
 * What a replica knows of its topic beside the log.
 */
export interface TopicIdentity {
  'topicId': (string);
  'name': (string);
  'configs': ({[key: string]: string});
  'configVersion': (number);
  /**
   * Of the topic, as last told.
   */
  'partitions': (number);
}
