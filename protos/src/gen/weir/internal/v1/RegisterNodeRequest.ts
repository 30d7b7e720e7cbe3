// From weir/internal/v1/node_registry.proto


export interface RegisterNodeRequestInput {
  'nodeId'?: (number);
  /**
   * Empty for a fresh data directory.
   */
  'clusterId'?: (string);
  /**
   * Made when the data directory was; another one is another disk.
   */
  'directoryId'?: (string);
  'incarnation'?: (string);
  'address'?: (string);
  'host'?: (string);
  'rack'?: (string);
  'version'?: (string);
  /**
   * As in the node's metadata.
   */
  'externalAddress'?: (string);
}

export interface RegisterNodeRequest {
  'nodeId': (number);
  /**
   * Empty for a fresh data directory.
   */
  'clusterId': (string);
  /**
   * Made when the data directory was; another one is another disk.
   */
  'directoryId': (string);
  'incarnation': (string);
  'address': (string);
  'host': (string);
  'rack': (string);
  'version': (string);
  /**
   * As in the node's metadata.
   */
  'externalAddress': (string);
}
