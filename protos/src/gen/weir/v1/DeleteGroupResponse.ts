// From weir/v1/group.proto


export interface DeleteGroupResponseInput {
}

export interface DeleteGroupResponse {
}
