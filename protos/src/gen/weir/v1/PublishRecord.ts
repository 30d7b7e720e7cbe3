// From weir/v1/messaging.proto

import type { HeaderInput as _weir_v1_HeaderInput, Header as _weir_v1_Header } from '../../weir/v1/Header.ts';
import type { Long } from '@grpc/proto-loader';

export interface PublishRecordInput {
  'topic'?: (string);
  /**
   * Chosen by key, else in turn, when absent.
   */
  'partition'?: (number);
  /**
   * Absent is null, which differs from empty.
   */
  'key'?: (Buffer | Uint8Array | string);
  /**
   * Likewise.
   */
  'value'?: (Buffer | Uint8Array | string);
  /**
   * In order; keys may repeat.
   */
  'headers'?: (_weir_v1_HeaderInput)[];
  /**
   * Unix milliseconds; absent: the gateway's clock.
   */
  'timestampMs'?: (number | string | Long);
  /**
   * With a producer name: grows with each record that the publisher sends, over all topics. A record
   * whose sequence is not above the last one of its partition is there already and is not written again.
   */
  'sequence'?: (number | string | Long);
  '_partition'?: "partition";
  '_key'?: "key";
  '_value'?: "value";
  '_timestampMs'?: "timestampMs";
  '_sequence'?: "sequence";
}

export interface PublishRecord {
  'topic': (string);
  /**
   * Chosen by key, else in turn, when absent.
   */
  'partition'?: (number);
  /**
   * Absent is null, which differs from empty.
   */
  'key'?: (Buffer);
  /**
   * Likewise.
   */
  'value'?: (Buffer);
  /**
   * In order; keys may repeat.
   */
  'headers': (_weir_v1_Header)[];
  /**
   * Unix milliseconds; absent: the gateway's clock.
   */
  'timestampMs'?: (number);
  /**
   * With a producer name: grows with each record that the publisher sends, over all topics. A record
   * whose sequence is not above the last one of its partition is there already and is not written again.
   */
  'sequence'?: (number);
  '_partition'?: "partition";
  '_key'?: "key";
  '_value'?: "value";
  '_timestampMs'?: "timestampMs";
  '_sequence'?: "sequence";
}
