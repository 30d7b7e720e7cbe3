// From weir/v1/messaging.proto

import type { ReceivedRecordInput as _weir_v1_ReceivedRecordInput, ReceivedRecord as _weir_v1_ReceivedRecord } from '../../weir/v1/ReceivedRecord.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Records of one partition, in order.
 */
export interface RecordsReceivedInput {
  'topic'?: (string);
  'partition'?: (number);
  'records'?: (_weir_v1_ReceivedRecordInput)[];
  /**
   * What this message takes from the credit.
   */
  'bytes'?: (number | string | Long);
  /**
   * To commit when all of it is handled.
   */
  'nextOffset'?: (number | string | Long);
  /**
   * Exclusive; `high_watermark - next_offset` is the lag.
   */
  'highWatermark'?: (number | string | Long);
}

/**
 * Records of one partition, in order.
 */
export interface RecordsReceived {
  'topic': (string);
  'partition': (number);
  'records': (_weir_v1_ReceivedRecord)[];
  /**
   * What this message takes from the credit.
   */
  'bytes': (number);
  /**
   * To commit when all of it is handled.
   */
  'nextOffset': (number);
  /**
   * Exclusive; `high_watermark - next_offset` is the lag.
   */
  'highWatermark': (number);
}
