// From weir/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditEntryInput {
  /**
   * Unique; grows with time.
   */
  'id'?: (string);
  /**
   * Unix time in milliseconds.
   */
  'timeMs'?: (number | string | Long);
  /**
   * controller or coordinator.
   */
  'service'?: (string);
  /**
   * administrative-call, access-denied or authentication-failed.
   */
  'event'?: (string);
  /**
   * Empty when nobody was authenticated.
   */
  'principal'?: (string);
  'peer'?: (string);
  /**
   * For example AdminService/CreateTopic.
   */
  'method'?: (string);
  /**
   * For example topic:orders.
   */
  'resources'?: (string)[];
  /**
   * OK, or an error's code.
   */
  'outcome'?: (string);
  /**
   * Refusals of the same caller that were not kept, in the second after.
   */
  'leftOut'?: (number);
}

export interface AuditEntry {
  /**
   * Unique; grows with time.
   */
  'id': (string);
  /**
   * Unix time in milliseconds.
   */
  'timeMs': (number);
  /**
   * controller or coordinator.
   */
  'service': (string);
  /**
   * administrative-call, access-denied or authentication-failed.
   */
  'event': (string);
  /**
   * Empty when nobody was authenticated.
   */
  'principal': (string);
  'peer': (string);
  /**
   * For example AdminService/CreateTopic.
   */
  'method': (string);
  /**
   * For example topic:orders.
   */
  'resources': (string)[];
  /**
   * OK, or an error's code.
   */
  'outcome': (string);
  /**
   * Refusals of the same caller that were not kept, in the second after.
   */
  'leftOut': (number);
}
