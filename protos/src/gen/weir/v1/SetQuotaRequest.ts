// From weir/v1/security.proto

import type { QuotaInput as _weir_v1_QuotaInput, Quota as _weir_v1_Quota } from '../../weir/v1/Quota.ts';

export interface SetQuotaRequestInput {
  /**
   * Without any limit it is removed.
   */
  'quota'?: (_weir_v1_QuotaInput | null);
}

export interface SetQuotaRequest {
  /**
   * Without any limit it is removed.
   */
  'quota': (_weir_v1_Quota | null);
}
