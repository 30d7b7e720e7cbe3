// From weir/v1/metadata.proto


export interface WatchMetadataRequestInput {
}

export interface WatchMetadataRequest {
}
