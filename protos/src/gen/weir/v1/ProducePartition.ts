// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface ProducePartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches'?: (Buffer | Uint8Array | string)[];
  /**
   * The highest leader epoch that this producer has an answer of; 0: none. A leader of a lower one was
   * replaced and does not know it: it answers UNKNOWN_LEADER_EPOCH and appends nothing.
   */
  'minLeaderEpoch'?: (number);
  /**
   * For a named producer's first batch under a new epoch: the offset of the last record that its earlier
   * instances appended here, -1 for none. Where the log says otherwise the leader answers
   * PRODUCER_STATE_CHANGED and appends nothing. Absent: not looked at.
   */
  'expectedProducerOffset'?: (number | string | Long);
  '_expectedProducerOffset'?: "expectedProducerOffset";
}

export interface ProducePartition {
  'topicId': (string);
  'partition': (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches': (Buffer)[];
  /**
   * The highest leader epoch that this producer has an answer of; 0: none. A leader of a lower one was
   * replaced and does not know it: it answers UNKNOWN_LEADER_EPOCH and appends nothing.
   */
  'minLeaderEpoch': (number);
  /**
   * For a named producer's first batch under a new epoch: the offset of the last record that its earlier
   * instances appended here, -1 for none. Where the log says otherwise the leader answers
   * PRODUCER_STATE_CHANGED and appends nothing. Absent: not looked at.
   */
  'expectedProducerOffset'?: (number);
  '_expectedProducerOffset'?: "expectedProducerOffset";
}
