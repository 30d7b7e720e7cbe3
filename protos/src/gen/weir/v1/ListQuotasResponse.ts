// From weir/v1/security.proto

import type { QuotaInput as _weir_v1_QuotaInput, Quota as _weir_v1_Quota } from '../../weir/v1/Quota.ts';

export interface ListQuotasResponseInput {
  'quotas'?: (_weir_v1_QuotaInput)[];
}

export interface ListQuotasResponse {
  'quotas': (_weir_v1_Quota)[];
}
