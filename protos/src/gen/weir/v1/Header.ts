// From weir/v1/record.proto


/**
 * A named value beside a record.
 */
export interface HeaderInput {
  'key'?: (string);
  'value'?: (Buffer | Uint8Array | string);
  '_value'?: "value";
}

/**
 * A named value beside a record.
 */
export interface Header {
  'key': (string);
  'value'?: (Buffer);
  '_value'?: "value";
}
