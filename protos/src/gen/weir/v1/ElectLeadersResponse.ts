// From weir/v1/admin.proto

import type { ElectionResultInput as _weir_v1_ElectionResultInput, ElectionResult as _weir_v1_ElectionResult } from '../../weir/v1/ElectionResult.ts';

export interface ElectLeadersResponseInput {
  'results'?: (_weir_v1_ElectionResultInput)[];
}

export interface ElectLeadersResponse {
  'results': (_weir_v1_ElectionResult)[];
}
