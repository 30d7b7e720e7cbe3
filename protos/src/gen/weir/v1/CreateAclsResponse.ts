// From weir/v1/security.proto


export interface CreateAclsResponseInput {
  'created'?: (number);
}

export interface CreateAclsResponse {
  'created': (number);
}
