// From weir/v1/messaging.proto

import type { SubscribeOpenInput as _weir_v1_SubscribeOpenInput, SubscribeOpen as _weir_v1_SubscribeOpen } from '../../weir/v1/SubscribeOpen.ts';
import type { CommitPositionInput as _weir_v1_CommitPositionInput, CommitPosition as _weir_v1_CommitPosition } from '../../weir/v1/CommitPosition.ts';
import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * What a subscriber says; the parts may come together or each in a message of its own.
 */
export interface SubscribeRequestInput {
  /**
   * In the first message, only there.
   */
  'open'?: (_weir_v1_SubscribeOpenInput | null);
  /**
   * Adds to the bytes that the gateway may send. It counts `RecordsReceived.bytes` and stops when the
   * balance is 0 or less, so one message may exceed it.
   */
  'creditBytes'?: (number | string | Long);
  /**
   * Answered by `committed`, in the order of the requests.
   */
  'commits'?: (_weir_v1_CommitPositionInput)[];
  /**
   * Revoked partitions that it has finished with.
   */
  'released'?: (_weir_v1_TopicPartitionInput)[];
  /**
   * Goes on from there; what is on its way still comes.
   */
  'seeks'?: (_weir_v1_CommitPositionInput)[];
  /**
   * Leaves the group at once; the stream then ends.
   */
  'leave'?: (boolean);
}

/**
 * What a subscriber says; the parts may come together or each in a message of its own.
 */
export interface SubscribeRequest {
  /**
   * In the first message, only there.
   */
  'open': (_weir_v1_SubscribeOpen | null);
  /**
   * Adds to the bytes that the gateway may send. It counts `RecordsReceived.bytes` and stops when the
   * balance is 0 or less, so one message may exceed it.
   */
  'creditBytes': (number);
  /**
   * Answered by `committed`, in the order of the requests.
   */
  'commits': (_weir_v1_CommitPosition)[];
  /**
   * Revoked partitions that it has finished with.
   */
  'released': (_weir_v1_TopicPartition)[];
  /**
   * Goes on from there; what is on its way still comes.
   */
  'seeks': (_weir_v1_CommitPosition)[];
  /**
   * Leaves the group at once; the stream then ends.
   */
  'leave': (boolean);
}
