// From weir/v1/group.proto

import type { GroupStateInput as _weir_v1_GroupStateInput, GroupState as _weir_v1_GroupState } from '../../weir/v1/GroupState.ts';
import type { GroupMemberInput as _weir_v1_GroupMemberInput, GroupMember as _weir_v1_GroupMember } from '../../weir/v1/GroupMember.ts';
import type { GroupPartitionInput as _weir_v1_GroupPartitionInput, GroupPartition as _weir_v1_GroupPartition } from '../../weir/v1/GroupPartition.ts';

export interface DescribeGroupResponseInput {
  'groupId'?: (string);
  'state'?: (_weir_v1_GroupStateInput);
  'assignor'?: (string);
  'groupEpoch'?: (number);
  'coordinatorId'?: (string);
  'members'?: (_weir_v1_GroupMemberInput)[];
  'partitions'?: (_weir_v1_GroupPartitionInput)[];
}

export interface DescribeGroupResponse {
  'groupId': (string);
  'state': (_weir_v1_GroupState);
  'assignor': (string);
  'groupEpoch': (number);
  'coordinatorId': (string);
  'members': (_weir_v1_GroupMember)[];
  'partitions': (_weir_v1_GroupPartition)[];
}
