// From weir/v1/messaging.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface PublishResultInput {
  'topic'?: (string);
  /**
   * -1 when none was chosen.
   */
  'partition'?: (number);
  /**
   * -1 with ACKS_NONE, with an error, and when a duplicate's offset is not known any more.
   */
  'offset'?: (number | string | Long);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  /**
   * Written by an earlier call with this sequence.
   */
  'isDuplicate'?: (boolean);
}

export interface PublishResult {
  'topic': (string);
  /**
   * -1 when none was chosen.
   */
  'partition': (number);
  /**
   * -1 with ACKS_NONE, with an error, and when a duplicate's offset is not known any more.
   */
  'offset': (number);
  'error': (_weir_v1_PartitionError | null);
  /**
   * Written by an earlier call with this sequence.
   */
  'isDuplicate': (boolean);
}
