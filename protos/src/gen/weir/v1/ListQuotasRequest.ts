// From weir/v1/security.proto


export interface ListQuotasRequestInput {
}

export interface ListQuotasRequest {
}
