// From weir/v1/admin.proto


export interface RegisterProducerRequestInput {
  /**
   * 1 to 249 characters.
   */
  'name'?: (string);
}

export interface RegisterProducerRequest {
  /**
   * 1 to 249 characters.
   */
  'name': (string);
}
