// From weir/v1/record.proto

import type { HeaderInput as _weir_v1_HeaderInput, Header as _weir_v1_Header } from '../../weir/v1/Header.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One record. A key or value that is absent is null, which differs from an empty one.
 */
export interface RecordInput {
  'key'?: (Buffer | Uint8Array | string);
  'value'?: (Buffer | Uint8Array | string);
  /**
   * In order; keys may repeat.
   */
  'headers'?: (_weir_v1_HeaderInput)[];
  /**
   * Added to the batch's base_timestamp_ms.
   */
  'timestampDeltaMs'?: (number | string | Long);
  '_key'?: "key";
  '_value'?: "value";
}

/**
 * One record. A key or value that is absent is null, which differs from an empty one.
 */
export interface Record {
  'key'?: (Buffer);
  'value'?: (Buffer);
  /**
   * In order; keys may repeat.
   */
  'headers': (_weir_v1_Header)[];
  /**
   * Added to the batch's base_timestamp_ms.
   */
  'timestampDeltaMs': (number);
  '_key'?: "key";
  '_value'?: "value";
}
