// From weir/v1/group.proto


export interface AssignedPartitionInput {
  'topicId'?: (string);
  'topic'?: (string);
  'partition'?: (number);
}

export interface AssignedPartition {
  'topicId': (string);
  'topic': (string);
  'partition': (number);
}
