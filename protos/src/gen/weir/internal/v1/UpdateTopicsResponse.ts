// From weir/internal/v1/node_control.proto


export interface UpdateTopicsResponseInput {
}

export interface UpdateTopicsResponse {
}
