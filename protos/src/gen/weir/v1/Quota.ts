// From weir/v1/security.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Limits of a principal, at each service process; 0 or absent is without limit.
 */
export interface QuotaInput {
  /**
   * "user:NAME"; "*" is for every principal without one of its own.
   */
  'principal'?: (string);
  'produceBytesPerSecond'?: (number | string | Long);
  'fetchBytesPerSecond'?: (number | string | Long);
  'requestsPerSecond'?: (number | string | Long);
}

/**
 * Limits of a principal, at each service process; 0 or absent is without limit.
 */
export interface Quota {
  /**
   * "user:NAME"; "*" is for every principal without one of its own.
   */
  'principal': (string);
  'produceBytesPerSecond': (number);
  'fetchBytesPerSecond': (number);
  'requestsPerSecond': (number);
}
