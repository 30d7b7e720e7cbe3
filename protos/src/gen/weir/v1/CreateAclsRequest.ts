// From weir/v1/security.proto

import type { AclInput as _weir_v1_AclInput, Acl as _weir_v1_Acl } from '../../weir/v1/Acl.ts';

export interface CreateAclsRequestInput {
  /**
   * Those that exist already are left as they are. 1,000 at most.
   */
  'acls'?: (_weir_v1_AclInput)[];
}

export interface CreateAclsRequest {
  /**
   * Those that exist already are left as they are. 1,000 at most.
   */
  'acls': (_weir_v1_Acl)[];
}
