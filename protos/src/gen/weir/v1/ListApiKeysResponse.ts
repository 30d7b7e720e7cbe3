// From weir/v1/security.proto

import type { ApiKeyInput as _weir_v1_ApiKeyInput, ApiKey as _weir_v1_ApiKey } from '../../weir/v1/ApiKey.ts';

export interface ListApiKeysResponseInput {
  'keys'?: (_weir_v1_ApiKeyInput)[];
}

export interface ListApiKeysResponse {
  'keys': (_weir_v1_ApiKey)[];
}
