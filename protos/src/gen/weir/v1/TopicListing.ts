// From weir/v1/admin.proto


export interface TopicListingInput {
  'name'?: (string);
  'topicId'?: (string);
  'partitions'?: (number);
  'replicationFactor'?: (number);
  'internal'?: (boolean);
}

export interface TopicListing {
  'name': (string);
  'topicId': (string);
  'partitions': (number);
  'replicationFactor': (number);
  'internal': (boolean);
}
