// From weir/v1/security.proto


export interface ListApiKeysRequestInput {
  /**
   * Empty: all.
   */
  'principal'?: (string);
}

export interface ListApiKeysRequest {
  /**
   * Empty: all.
   */
  'principal': (string);
}
