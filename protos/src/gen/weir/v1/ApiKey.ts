// From weir/v1/security.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A secret that stands for a principal. Only a hash of it is kept.
 */
export interface ApiKeyInput {
  'keyId'?: (string);
  'principal'?: (string);
  'description'?: (string);
  'createdAtMs'?: (number | string | Long);
  /**
   * 0: never.
   */
  'expiresAtMs'?: (number | string | Long);
}

/**
 * A secret that stands for a principal. Only a hash of it is kept.
 */
export interface ApiKey {
  'keyId': (string);
  'principal': (string);
  'description': (string);
  'createdAtMs': (number);
  /**
   * 0: never.
   */
  'expiresAtMs': (number);
}
