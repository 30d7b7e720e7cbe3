// From weir/v1/log.proto


/**
 * A problem of one partition. `code` is a name of Weir's error table; empty means none.
 */
export interface PartitionErrorInput {
  'code'?: (string);
  /**
   * For people; never to be parsed.
   */
  'message'?: (string);
  /**
   * For example leader, leader_epoch, log_start_offset.
   */
  'metadata'?: ({[key: string]: string});
}

/**
 * A problem of one partition. `code` is a name of Weir's error table; empty means none.
 */
export interface PartitionError {
  'code': (string);
  /**
   * For people; never to be parsed.
   */
  'message': (string);
  /**
   * For example leader, leader_epoch, log_start_offset.
   */
  'metadata': ({[key: string]: string});
}
