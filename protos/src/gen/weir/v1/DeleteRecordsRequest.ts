// From weir/v1/log.proto

import type { DeleteRecordsPartitionInput as _weir_v1_DeleteRecordsPartitionInput, DeleteRecordsPartition as _weir_v1_DeleteRecordsPartition } from '../../weir/v1/DeleteRecordsPartition.ts';

export interface DeleteRecordsRequestInput {
  'partitions'?: (_weir_v1_DeleteRecordsPartitionInput)[];
}

export interface DeleteRecordsRequest {
  'partitions': (_weir_v1_DeleteRecordsPartition)[];
}
