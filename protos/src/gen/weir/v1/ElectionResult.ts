// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';
import type { Long } from '@grpc/proto-loader';

export interface ElectionResultInput {
  'partition'?: (_weir_v1_TopicPartitionInput | null);
  /**
   * Empty when the election was held or not needed.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
  'leader'?: (number);
  'leaderEpoch'?: (number);
  /**
   * Unclean elections only.
   */
  'possibleLossFromOffset'?: (number | string | Long);
  '_possibleLossFromOffset'?: "possibleLossFromOffset";
}

export interface ElectionResult {
  'partition': (_weir_v1_TopicPartition | null);
  /**
   * Empty when the election was held or not needed.
   */
  'errorCode': (string);
  'errorMessage': (string);
  'leader': (number);
  'leaderEpoch': (number);
  /**
   * Unclean elections only.
   */
  'possibleLossFromOffset'?: (number);
  '_possibleLossFromOffset'?: "possibleLossFromOffset";
}
