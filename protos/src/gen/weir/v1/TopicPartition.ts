// From weir/v1/admin.proto


export interface TopicPartitionInput {
  'topic'?: (string);
  'partition'?: (number);
}

export interface TopicPartition {
  'topic': (string);
  'partition': (number);
}
