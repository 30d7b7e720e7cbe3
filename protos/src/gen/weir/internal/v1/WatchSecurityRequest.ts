// From weir/internal/v1/security.proto


export interface WatchSecurityRequestInput {
}

export interface WatchSecurityRequest {
}
