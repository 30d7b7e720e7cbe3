// From weir/v1/security.proto

import type { ResourceTypeInput as _weir_v1_ResourceTypeInput, ResourceType as _weir_v1_ResourceType } from '../../weir/v1/ResourceType.ts';
import type { PatternTypeInput as _weir_v1_PatternTypeInput, PatternType as _weir_v1_PatternType } from '../../weir/v1/PatternType.ts';
import type { AclOperationInput as _weir_v1_AclOperationInput, AclOperation as _weir_v1_AclOperation } from '../../weir/v1/AclOperation.ts';
import type { AclPermissionInput as _weir_v1_AclPermissionInput, AclPermission as _weir_v1_AclPermission } from '../../weir/v1/AclPermission.ts';

/**
 * Fields that are left out match everything.
 */
export interface AclFilterInput {
  'principal'?: (string);
  'resourceType'?: (_weir_v1_ResourceTypeInput);
  'resourceName'?: (string);
  'patternType'?: (_weir_v1_PatternTypeInput);
  'operation'?: (_weir_v1_AclOperationInput);
  'permission'?: (_weir_v1_AclPermissionInput);
}

/**
 * Fields that are left out match everything.
 */
export interface AclFilter {
  'principal': (string);
  'resourceType': (_weir_v1_ResourceType);
  'resourceName': (string);
  'patternType': (_weir_v1_PatternType);
  'operation': (_weir_v1_AclOperation);
  'permission': (_weir_v1_AclPermission);
}
