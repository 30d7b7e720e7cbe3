// From weir/internal/v1/node_control.proto

import type { PromiseResultInput as _weir_internal_v1_PromiseResultInput, PromiseResult as _weir_internal_v1_PromiseResult } from '../../../weir/internal/v1/PromiseResult.ts';

export interface PromiseResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_internal_v1_PromiseResultInput)[];
}

export interface PromiseResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_internal_v1_PromiseResult)[];
}
