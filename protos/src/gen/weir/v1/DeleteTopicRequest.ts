// From weir/v1/admin.proto


export interface DeleteTopicRequestInput {
  'name'?: (string);
}

export interface DeleteTopicRequest {
  'name': (string);
}
