// From weir/internal/v1/security.proto

import type { ApiKeyInput as _weir_v1_ApiKeyInput, ApiKey as _weir_v1_ApiKey } from '../../../weir/v1/ApiKey.ts';

export interface ApiKeyRecordInput {
  'key'?: (_weir_v1_ApiKeyInput | null);
  'secretSha256'?: (Buffer | Uint8Array | string);
}

export interface ApiKeyRecord {
  'key': (_weir_v1_ApiKey | null);
  'secretSha256': (Buffer);
}
