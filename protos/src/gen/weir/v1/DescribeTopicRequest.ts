// From weir/v1/admin.proto


export interface DescribeTopicRequestInput {
  'name'?: (string);
}

export interface DescribeTopicRequest {
  'name': (string);
}
