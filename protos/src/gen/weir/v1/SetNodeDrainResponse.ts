// From weir/v1/admin.proto


export interface SetNodeDrainResponseInput {
  /**
   * Left to move; they move at once where another replica is in sync.
   */
  'remainingLeaders'?: (number);
  /**
   * Why some cannot, empty when all can.
   */
  'blockedReason'?: (string);
}

export interface SetNodeDrainResponse {
  /**
   * Left to move; they move at once where another replica is in sync.
   */
  'remainingLeaders': (number);
  /**
   * Why some cannot, empty when all can.
   */
  'blockedReason': (string);
}
