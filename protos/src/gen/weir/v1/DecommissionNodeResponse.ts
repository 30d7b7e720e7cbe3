// From weir/v1/admin.proto


export interface DecommissionNodeResponseInput {
  /**
   * Left to move.
   */
  'assignedReplicas'?: (number);
}

export interface DecommissionNodeResponse {
  /**
   * Left to move.
   */
  'assignedReplicas': (number);
}
