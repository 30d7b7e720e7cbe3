// From weir/v1/messaging.proto

import type { HeaderInput as _weir_v1_HeaderInput, Header as _weir_v1_Header } from '../../weir/v1/Header.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReceivedRecordInput {
  'offset'?: (number | string | Long);
  'key'?: (Buffer | Uint8Array | string);
  'value'?: (Buffer | Uint8Array | string);
  'headers'?: (_weir_v1_HeaderInput)[];
  'timestampMs'?: (number | string | Long);
  '_key'?: "key";
  '_value'?: "value";
}

export interface ReceivedRecord {
  'offset': (number);
  'key'?: (Buffer);
  'value'?: (Buffer);
  'headers': (_weir_v1_Header)[];
  'timestampMs': (number);
  '_key'?: "key";
  '_value'?: "value";
}
