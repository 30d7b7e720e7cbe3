// From weir/v1/messaging.proto

import type { PublishResultInput as _weir_v1_PublishResultInput, PublishResult as _weir_v1_PublishResult } from '../../weir/v1/PublishResult.ts';

export interface PublishResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_v1_PublishResultInput)[];
  /**
   * Over its quota: how long to wait before the next call. 0: not at all.
   */
  'throttleMs'?: (number);
}

export interface PublishResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_v1_PublishResult)[];
  /**
   * Over its quota: how long to wait before the next call. 0: not at all.
   */
  'throttleMs': (number);
}
