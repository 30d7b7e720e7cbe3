// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';

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
}
