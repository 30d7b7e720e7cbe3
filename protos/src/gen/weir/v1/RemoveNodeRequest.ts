// From weir/v1/admin.proto


export interface RemoveNodeRequestInput {
  'nodeId'?: (number);
}

export interface RemoveNodeRequest {
  'nodeId': (number);
}
