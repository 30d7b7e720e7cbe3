// From weir/internal/v1/node_control.proto

import type { SecurityDocumentInput as _weir_internal_v1_SecurityDocumentInput, SecurityDocument as _weir_internal_v1_SecurityDocument } from '../../../weir/internal/v1/SecurityDocument.ts';

export interface GetSecurityResponseInput {
  /**
   * Unset unless it is newer than the one that the controller has.
   */
  'document'?: (_weir_internal_v1_SecurityDocumentInput | null);
}

export interface GetSecurityResponse {
  /**
   * Unset unless it is newer than the one that the controller has.
   */
  'document': (_weir_internal_v1_SecurityDocument | null);
}
