// From weir/v1/admin.proto

import type { AuditEntryInput as _weir_v1_AuditEntryInput, AuditEntry as _weir_v1_AuditEntry } from '../../weir/v1/AuditEntry.ts';

export interface ListAuditResponseInput {
  /**
   * Newest first.
   */
  'entries'?: (_weir_v1_AuditEntryInput)[];
  /**
   * Empty when there is nothing older.
   */
  'nextPageToken'?: (string);
}

export interface ListAuditResponse {
  /**
   * Newest first.
   */
  'entries': (_weir_v1_AuditEntry)[];
  /**
   * Empty when there is nothing older.
   */
  'nextPageToken': (string);
}
