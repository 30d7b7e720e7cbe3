// From weir/internal/v1/security.proto

import type { SecurityDocumentInput as _weir_internal_v1_SecurityDocumentInput, SecurityDocument as _weir_internal_v1_SecurityDocument } from '../../../weir/internal/v1/SecurityDocument.ts';

export interface WatchSecurityResponseInput {
  'document'?: (_weir_internal_v1_SecurityDocumentInput | null);
}

export interface WatchSecurityResponse {
  'document': (_weir_internal_v1_SecurityDocument | null);
}
