// From weir/v1/log.proto


export interface ProducePartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches'?: (Buffer | Uint8Array | string)[];
}

export interface ProducePartition {
  'topicId': (string);
  'partition': (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches': (Buffer)[];
}
