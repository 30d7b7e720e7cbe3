// From weir/v1/group.proto


export interface HeartbeatInput {
}

export interface Heartbeat {
}
