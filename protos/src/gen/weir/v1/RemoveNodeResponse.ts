// From weir/v1/admin.proto


export interface RemoveNodeResponseInput {
}

export interface RemoveNodeResponse {
}
