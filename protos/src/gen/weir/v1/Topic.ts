// From weir/v1/metadata.proto

import type { PartitionInput as _weir_v1_PartitionInput, Partition as _weir_v1_Partition } from '../../weir/v1/Partition.ts';
import type { Long } from '@grpc/proto-loader';

export interface TopicInput {
  /**
   * UUID; a topic created again under the same name has another.
   */
  'topicId'?: (string);
  'name'?: (string);
  'internal'?: (boolean);
  /**
   * Set explicitly; all others have their defaults.
   */
  'configs'?: ({[key: string]: string});
  /**
   * Grows with each change of `configs`.
   */
  'configVersion'?: (number | string | Long);
  'replicationFactor'?: (number);
  /**
   * In order of `partition`.
   */
  'partitions'?: (_weir_v1_PartitionInput)[];
}

export interface Topic {
  /**
   * UUID; a topic created again under the same name has another.
   */
  'topicId': (string);
  'name': (string);
  'internal': (boolean);
  /**
   * Set explicitly; all others have their defaults.
   */
  'configs': ({[key: string]: string});
  /**
   * Grows with each change of `configs`.
   */
  'configVersion': (number);
  'replicationFactor': (number);
  /**
   * In order of `partition`.
   */
  'partitions': (_weir_v1_Partition)[];
}
