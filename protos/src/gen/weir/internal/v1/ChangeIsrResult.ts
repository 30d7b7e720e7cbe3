// From weir/internal/v1/node_registry.proto


export interface ChangeIsrResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'errorCode'?: (string);
  'partitionEpoch'?: (number);
}

export interface ChangeIsrResult {
  'topicId': (string);
  'partition': (number);
  'errorCode': (string);
  'partitionEpoch': (number);
}
