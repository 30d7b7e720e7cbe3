// From weir/v1/messaging.proto


export interface SubscriptionOpenedInput {
  /**
   * Empty without a group.
   */
  'memberId'?: (string);
  'memberEpoch'?: (number);
}

export interface SubscriptionOpened {
  /**
   * Empty without a group.
   */
  'memberId': (string);
  'memberEpoch': (number);
}
