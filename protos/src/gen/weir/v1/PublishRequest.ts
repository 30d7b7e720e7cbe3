// From weir/v1/messaging.proto

import type { PublishRecordInput as _weir_v1_PublishRecordInput, PublishRecord as _weir_v1_PublishRecord } from '../../weir/v1/PublishRecord.ts';
import type { AcksInput as _weir_v1_AcksInput, Acks as _weir_v1_Acks } from '../../weir/v1/Acks.ts';

export interface PublishRequestInput {
  /**
   * At least 1. Those of one partition are appended in this order.
   */
  'records'?: (_weir_v1_PublishRecordInput)[];
  'acks'?: (_weir_v1_AcksInput);
  /**
   * Optional: a publisher's name. It makes `sequence` count, and fences other publishers of that name. It needs
   * the right to write to the cluster, where rights are asked for.
   */
  'producerName'?: (string);
}

export interface PublishRequest {
  /**
   * At least 1. Those of one partition are appended in this order.
   */
  'records': (_weir_v1_PublishRecord)[];
  'acks': (_weir_v1_Acks);
  /**
   * Optional: a publisher's name. It makes `sequence` count, and fences other publishers of that name. It needs
   * the right to write to the cluster, where rights are asked for.
   */
  'producerName': (string);
}
