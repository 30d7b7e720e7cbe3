// From weir/v1/security.proto

export const AclPermission = {
  ACL_PERMISSION_UNSPECIFIED: 'ACL_PERMISSION_UNSPECIFIED',
  ACL_PERMISSION_ALLOW: 'ACL_PERMISSION_ALLOW',
  ACL_PERMISSION_DENY: 'ACL_PERMISSION_DENY',
} as const;

export type AclPermissionInput =
  | 'ACL_PERMISSION_UNSPECIFIED'
  | 0
  | 'ACL_PERMISSION_ALLOW'
  | 1
  | 'ACL_PERMISSION_DENY'
  | 2

export type AclPermission = typeof AclPermission[keyof typeof AclPermission]
