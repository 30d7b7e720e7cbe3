// From weir/v1/group.proto


export interface DescribeGroupRequestInput {
  'groupId'?: (string);
}

export interface DescribeGroupRequest {
  'groupId': (string);
}
