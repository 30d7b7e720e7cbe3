// From weir/v1/admin.proto


export interface AlterTopicConfigsRequestInput {
  'name'?: (string);
  'set'?: ({[key: string]: string});
  /**
   * Back to the default.
   */
  'remove'?: (string)[];
  'validateOnly'?: (boolean);
}

export interface AlterTopicConfigsRequest {
  'name': (string);
  'set': ({[key: string]: string});
  /**
   * Back to the default.
   */
  'remove': (string)[];
  'validateOnly': (boolean);
}
