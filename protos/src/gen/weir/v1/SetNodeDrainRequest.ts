// From weir/v1/admin.proto


export interface SetNodeDrainRequestInput {
  'nodeId'?: (number);
  'draining'?: (boolean);
}

export interface SetNodeDrainRequest {
  'nodeId': (number);
  'draining': (boolean);
}
