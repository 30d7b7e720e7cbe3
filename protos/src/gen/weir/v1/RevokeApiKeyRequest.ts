// From weir/v1/security.proto


export interface RevokeApiKeyRequestInput {
  'keyId'?: (string);
}

export interface RevokeApiKeyRequest {
  'keyId': (string);
}
