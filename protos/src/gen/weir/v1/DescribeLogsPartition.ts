// From weir/v1/log.proto


export interface DescribeLogsPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
}

export interface DescribeLogsPartition {
  'topicId': (string);
  'partition': (number);
}
