// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';
import type { ReassignmentStateInput as _weir_v1_ReassignmentStateInput, ReassignmentState as _weir_v1_ReassignmentState } from '../../weir/v1/ReassignmentState.ts';
import type { Long } from '@grpc/proto-loader';

export interface OngoingReassignmentInput {
  'partition'?: (_weir_v1_TopicPartitionInput | null);
  'fromReplicas'?: (number)[];
  'toReplicas'?: (number)[];
  'state'?: (_weir_v1_ReassignmentStateInput);
  'reason'?: (string);
  /**
   * Unix time in milliseconds.
   */
  'startedMs'?: (number | string | Long);
  /**
   * 0: not throttled.
   */
  'bytesPerSecond'?: (number | string | Long);
  /**
   * That the slowest new replica still lacks.
   */
  'remainingRecords'?: (number | string | Long);
}

export interface OngoingReassignment {
  'partition': (_weir_v1_TopicPartition | null);
  'fromReplicas': (number)[];
  'toReplicas': (number)[];
  'state': (_weir_v1_ReassignmentState);
  'reason': (string);
  /**
   * Unix time in milliseconds.
   */
  'startedMs': (number);
  /**
   * 0: not throttled.
   */
  'bytesPerSecond': (number);
  /**
   * That the slowest new replica still lacks.
   */
  'remainingRecords': (number);
}
