// From weir/v1/messaging.proto

import type { PublishResponseInput as _weir_v1_PublishResponseInput, PublishResponse as _weir_v1_PublishResponse } from '../../weir/v1/PublishResponse.ts';

export interface PublishStreamResponseInput {
  'response'?: (_weir_v1_PublishResponseInput | null);
}

export interface PublishStreamResponse {
  'response': (_weir_v1_PublishResponse | null);
}
