// From weir/v1/group.proto


export interface ListGroupsRequestInput {
}

export interface ListGroupsRequest {
}
