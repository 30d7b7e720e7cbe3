// From weir/v1/log.proto

import type { FetchStreamAssignInput as _weir_v1_FetchStreamAssignInput, FetchStreamAssign as _weir_v1_FetchStreamAssign } from '../../weir/v1/FetchStreamAssign.ts';
import type { FetchStreamRevokeInput as _weir_v1_FetchStreamRevokeInput, FetchStreamRevoke as _weir_v1_FetchStreamRevoke } from '../../weir/v1/FetchStreamRevoke.ts';
import type { FetchStreamCreditInput as _weir_v1_FetchStreamCreditInput, FetchStreamCredit as _weir_v1_FetchStreamCredit } from '../../weir/v1/FetchStreamCredit.ts';

export interface FetchStreamRequestInput {
  'assign'?: (_weir_v1_FetchStreamAssignInput | null);
  'revoke'?: (_weir_v1_FetchStreamRevokeInput | null);
  'credit'?: (_weir_v1_FetchStreamCreditInput | null);
  'command'?: "assign"|"revoke"|"credit";
}

export interface FetchStreamRequest {
  'assign'?: (_weir_v1_FetchStreamAssign | null);
  'revoke'?: (_weir_v1_FetchStreamRevoke | null);
  'credit'?: (_weir_v1_FetchStreamCredit | null);
  'command'?: "assign"|"revoke"|"credit";
}
