// From weir/v1/log.proto

import type { AcksInput as _weir_v1_AcksInput, Acks as _weir_v1_Acks } from '../../weir/v1/Acks.ts';
import type { ProducePartitionInput as _weir_v1_ProducePartitionInput, ProducePartition as _weir_v1_ProducePartition } from '../../weir/v1/ProducePartition.ts';

export interface ProduceRequestInput {
  'acks'?: (_weir_v1_AcksInput);
  /**
   * How long ACKS_ALL may wait for replicas; 0 is the server's 30 s.
   */
  'timeoutMs'?: (number);
  'partitions'?: (_weir_v1_ProducePartitionInput)[];
}

export interface ProduceRequest {
  'acks': (_weir_v1_Acks);
  /**
   * How long ACKS_ALL may wait for replicas; 0 is the server's 30 s.
   */
  'timeoutMs': (number);
  'partitions': (_weir_v1_ProducePartition)[];
}
