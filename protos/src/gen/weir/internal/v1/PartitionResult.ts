// From weir/internal/v1/node_control.proto


export interface PartitionResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Empty when done.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
}

export interface PartitionResult {
  'topicId': (string);
  'partition': (number);
  /**
   * Empty when done.
   */
  'errorCode': (string);
  'errorMessage': (string);
}
