// From weir/v1/security.proto


export interface SetQuotaResponseInput {
}

export interface SetQuotaResponse {
}
