// From weir/v1/security.proto

import type { Long } from '@grpc/proto-loader';

export interface CreateApiKeyRequestInput {
  /**
   * "user:NAME".
   */
  'principal'?: (string);
  /**
   * At most 256 characters.
   */
  'description'?: (string);
  /**
   * 0: it does not expire.
   */
  'ttlMs'?: (number | string | Long);
}

export interface CreateApiKeyRequest {
  /**
   * "user:NAME".
   */
  'principal': (string);
  /**
   * At most 256 characters.
   */
  'description': (string);
  /**
   * 0: it does not expire.
   */
  'ttlMs': (number);
}
