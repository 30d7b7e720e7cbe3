// From weir/internal/v1/node_control.proto

import type { Long } from '@grpc/proto-loader';

export interface GetSecurityRequestInput {
  'controllerToken'?: (number | string | Long);
  /**
   * Of the document that the controller has; 0 for none.
   */
  'knownVersion'?: (number | string | Long);
}

export interface GetSecurityRequest {
  'controllerToken': (number);
  /**
   * Of the document that the controller has; 0 for none.
   */
  'knownVersion': (number);
}
