// From weir/v1/admin.proto


export interface ListTopicsRequestInput {
  'includeInternal'?: (boolean);
}

export interface ListTopicsRequest {
  'includeInternal': (boolean);
}
