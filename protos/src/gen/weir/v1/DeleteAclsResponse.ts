// From weir/v1/security.proto

import type { AclInput as _weir_v1_AclInput, Acl as _weir_v1_Acl } from '../../weir/v1/Acl.ts';

export interface DeleteAclsResponseInput {
  'deleted'?: (_weir_v1_AclInput)[];
}

export interface DeleteAclsResponse {
  'deleted': (_weir_v1_Acl)[];
}
