// From weir/v1/security.proto

import type { ApiKeyInput as _weir_v1_ApiKeyInput, ApiKey as _weir_v1_ApiKey } from '../../weir/v1/ApiKey.ts';

export interface CreateApiKeyResponseInput {
  'key'?: (_weir_v1_ApiKeyInput | null);
  /**
   * The whole key, as clients send it. It is shown this once.
   */
  'secret'?: (string);
}

export interface CreateApiKeyResponse {
  'key': (_weir_v1_ApiKey | null);
  /**
   * The whole key, as clients send it. It is shown this once.
   */
  'secret': (string);
}
