// From weir/v1/group.proto

import type { ResetToInput as _weir_v1_ResetToInput, ResetTo as _weir_v1_ResetTo } from '../../weir/v1/ResetTo.ts';
import type { Long } from '@grpc/proto-loader';

export interface ResetOffsetsRequestInput {
  'groupId'?: (string);
  'topic'?: (string);
  /**
   * None: all of the topic.
   */
  'partitions'?: (number)[];
  'to'?: (_weir_v1_ResetToInput);
  'value'?: (number | string | Long);
  'dryRun'?: (boolean);
  /**
   * Even while the group has members: they are fenced and rejoin.
   */
  'force'?: (boolean);
}

export interface ResetOffsetsRequest {
  'groupId': (string);
  'topic': (string);
  /**
   * None: all of the topic.
   */
  'partitions': (number)[];
  'to': (_weir_v1_ResetTo);
  'value': (number);
  'dryRun': (boolean);
  /**
   * Even while the group has members: they are fenced and rejoin.
   */
  'force': (boolean);
}
