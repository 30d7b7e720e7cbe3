// From weir/internal/v1/security.proto

import type { AclInput as _weir_v1_AclInput, Acl as _weir_v1_Acl } from '../../../weir/v1/Acl.ts';
import type { ApiKeyRecordInput as _weir_internal_v1_ApiKeyRecordInput, ApiKeyRecord as _weir_internal_v1_ApiKeyRecord } from '../../../weir/internal/v1/ApiKeyRecord.ts';
import type { QuotaInput as _weir_v1_QuotaInput, Quota as _weir_v1_Quota } from '../../../weir/v1/Quota.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Principals' keys, rights and limits. A larger version is newer, whoever tells it.
 */
export interface SecurityDocumentInput {
  /**
   * 0: never changed.
   */
  'version'?: (number | string | Long);
  'acls'?: (_weir_v1_AclInput)[];
  'apiKeys'?: (_weir_internal_v1_ApiKeyRecordInput)[];
  'quotas'?: (_weir_v1_QuotaInput)[];
}

/**
 * Principals' keys, rights and limits. A larger version is newer, whoever tells it.
 */
export interface SecurityDocument {
  /**
   * 0: never changed.
   */
  'version': (number);
  'acls': (_weir_v1_Acl)[];
  'apiKeys': (_weir_internal_v1_ApiKeyRecord)[];
  'quotas': (_weir_v1_Quota)[];
}
