// From weir/v1/admin.proto

import type { TopicInput as _weir_v1_TopicInput, Topic as _weir_v1_Topic } from '../../weir/v1/Topic.ts';

export interface AlterTopicConfigsResponseInput {
  'topic'?: (_weir_v1_TopicInput | null);
  'warnings'?: (string)[];
}

export interface AlterTopicConfigsResponse {
  'topic': (_weir_v1_Topic | null);
  'warnings': (string)[];
}
