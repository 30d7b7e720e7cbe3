// From weir/v1/admin.proto

import type { TopicInput as _weir_v1_TopicInput, Topic as _weir_v1_Topic } from '../../weir/v1/Topic.ts';
import type { TopicConfigInput as _weir_v1_TopicConfigInput, TopicConfig as _weir_v1_TopicConfig } from '../../weir/v1/TopicConfig.ts';

export interface DescribeTopicResponseInput {
  'topic'?: (_weir_v1_TopicInput | null);
  /**
   * All of them, in order of name.
   */
  'configs'?: (_weir_v1_TopicConfigInput)[];
}

export interface DescribeTopicResponse {
  'topic': (_weir_v1_Topic | null);
  /**
   * All of them, in order of name.
   */
  'configs': (_weir_v1_TopicConfig)[];
}
