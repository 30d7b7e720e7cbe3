// From weir/v1/security.proto

import type { AclFilterInput as _weir_v1_AclFilterInput, AclFilter as _weir_v1_AclFilter } from '../../weir/v1/AclFilter.ts';

export interface ListAclsRequestInput {
  'filter'?: (_weir_v1_AclFilterInput | null);
}

export interface ListAclsRequest {
  'filter': (_weir_v1_AclFilter | null);
}
