// From weir/v1/admin.proto

import type { TopicInput as _weir_v1_TopicInput, Topic as _weir_v1_Topic } from '../../weir/v1/Topic.ts';

export interface CreateTopicResponseInput {
  'topic'?: (_weir_v1_TopicInput | null);
  /**
   * For people: what the chosen settings cost.
   */
  'warnings'?: (string)[];
}

export interface CreateTopicResponse {
  'topic': (_weir_v1_Topic | null);
  /**
   * For people: what the chosen settings cost.
   */
  'warnings': (string)[];
}
