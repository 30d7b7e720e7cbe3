// From weir/internal/v1/node_registry.proto

import type { ChangeIsrResultInput as _weir_internal_v1_ChangeIsrResultInput, ChangeIsrResult as _weir_internal_v1_ChangeIsrResult } from '../../../weir/internal/v1/ChangeIsrResult.ts';

export interface ChangeIsrResponseInput {
  'results'?: (_weir_internal_v1_ChangeIsrResultInput)[];
}

export interface ChangeIsrResponse {
  'results': (_weir_internal_v1_ChangeIsrResult)[];
}
