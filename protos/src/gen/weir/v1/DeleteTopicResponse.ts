// From weir/v1/admin.proto


export interface DeleteTopicResponseInput {
  'topicId'?: (string);
}

export interface DeleteTopicResponse {
  'topicId': (string);
}
