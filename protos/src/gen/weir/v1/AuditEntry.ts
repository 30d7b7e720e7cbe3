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
   * `anonymous` where nobody is asked; empty when authentication failed.
   */
  'principal'?: (string);
  /**
   * Who called: a gateway, of what came through it.
   */
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
   * More than 0: so many refusals of one caller in one second, of which this is the first.
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
   * `anonymous` where nobody is asked; empty when authentication failed.
   */
  'principal': (string);
  /**
   * Who called: a gateway, of what came through it.
   */
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
   * More than 0: so many refusals of one caller in one second, of which this is the first.
   */
  'leftOut': (number);
}
