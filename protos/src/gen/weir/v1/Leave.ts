// From weir/v1/group.proto


export interface LeaveInput {
}

export interface Leave {
}
