// From weir/v1/group.proto


export interface DeleteGroupRequestInput {
  'groupId'?: (string);
}

export interface DeleteGroupRequest {
  'groupId': (string);
}
