// From weir/v1/admin.proto


export interface ListAuditRequestInput {
  /**
   * 1 to 1,000; 0 is 100.
   */
  'limit'?: (number);
  /**
   * Of an earlier answer: what is older. Empty: the newest.
   */
  'pageToken'?: (string);
  /**
   * Only theirs; empty: everybody's.
   */
  'principal'?: (string);
}

export interface ListAuditRequest {
  /**
   * 1 to 1,000; 0 is 100.
   */
  'limit': (number);
  /**
   * Of an earlier answer: what is older. Empty: the newest.
   */
  'pageToken': (string);
  /**
   * Only theirs; empty: everybody's.
   */
  'principal': (string);
}
