// From weir/v1/log.proto

import type { ListOffsetsPartitionInput as _weir_v1_ListOffsetsPartitionInput, ListOffsetsPartition as _weir_v1_ListOffsetsPartition } from '../../weir/v1/ListOffsetsPartition.ts';

export interface ListOffsetsRequestInput {
  'partitions'?: (_weir_v1_ListOffsetsPartitionInput)[];
}

export interface ListOffsetsRequest {
  'partitions': (_weir_v1_ListOffsetsPartition)[];
}
