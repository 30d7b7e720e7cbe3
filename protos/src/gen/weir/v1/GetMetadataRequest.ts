// From weir/v1/metadata.proto


export interface GetMetadataRequestInput {
  /**
   * Names; none asks for all.
   */
  'topics'?: (string)[];
}

export interface GetMetadataRequest {
  /**
   * Names; none asks for all.
   */
  'topics': (string)[];
}
