// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';
import type { Long } from '@grpc/proto-loader';

export interface GroupMemberInput {
  'memberId'?: (string);
  'instanceId'?: (string);
  'clientId'?: (string);
  'rack'?: (string);
  'memberEpoch'?: (number);
  'owned'?: (_weir_v1_AssignedPartitionInput)[];
  'target'?: (_weir_v1_AssignedPartitionInput)[];
  'topics'?: (string)[];
  'topicPattern'?: (string);
  /**
   * False while it may still come back.
   */
  'isConnected'?: (boolean);
  /**
   * The one that it asks for; empty is the group's.
   */
  'assignor'?: (string);
  'sessionTimeoutMs'?: (number);
  /**
   * Time since its last message.
   */
  'silentMs'?: (number | string | Long);
}

export interface GroupMember {
  'memberId': (string);
  'instanceId': (string);
  'clientId': (string);
  'rack': (string);
  'memberEpoch': (number);
  'owned': (_weir_v1_AssignedPartition)[];
  'target': (_weir_v1_AssignedPartition)[];
  'topics': (string)[];
  'topicPattern': (string);
  /**
   * False while it may still come back.
   */
  'isConnected': (boolean);
  /**
   * The one that it asks for; empty is the group's.
   */
  'assignor': (string);
  'sessionTimeoutMs': (number);
  /**
   * Time since its last message.
   */
  'silentMs': (number);
}
