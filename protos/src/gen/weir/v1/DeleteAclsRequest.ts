// From weir/v1/security.proto

import type { AclFilterInput as _weir_v1_AclFilterInput, AclFilter as _weir_v1_AclFilter } from '../../weir/v1/AclFilter.ts';

export interface DeleteAclsRequestInput {
  'filter'?: (_weir_v1_AclFilterInput | null);
  /**
   * Only says which ones match.
   */
  'dryRun'?: (boolean);
}

export interface DeleteAclsRequest {
  'filter': (_weir_v1_AclFilter | null);
  /**
   * Only says which ones match.
   */
  'dryRun': (boolean);
}
