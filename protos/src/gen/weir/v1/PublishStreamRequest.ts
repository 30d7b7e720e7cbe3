// From weir/v1/messaging.proto

import type { PublishRequestInput as _weir_v1_PublishRequestInput, PublishRequest as _weir_v1_PublishRequest } from '../../weir/v1/PublishRequest.ts';

export interface PublishStreamRequestInput {
  'request'?: (_weir_v1_PublishRequestInput | null);
}

export interface PublishStreamRequest {
  'request': (_weir_v1_PublishRequest | null);
}
