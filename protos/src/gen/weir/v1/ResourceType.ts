// From weir/v1/security.proto

export const ResourceType = {
  RESOURCE_TYPE_UNSPECIFIED: 'RESOURCE_TYPE_UNSPECIFIED',
  RESOURCE_TYPE_TOPIC: 'RESOURCE_TYPE_TOPIC',
  RESOURCE_TYPE_GROUP: 'RESOURCE_TYPE_GROUP',
  /**
   * Its only name is "weir".
   */
  RESOURCE_TYPE_CLUSTER: 'RESOURCE_TYPE_CLUSTER',
} as const;

export type ResourceTypeInput =
  | 'RESOURCE_TYPE_UNSPECIFIED'
  | 0
  | 'RESOURCE_TYPE_TOPIC'
  | 1
  | 'RESOURCE_TYPE_GROUP'
  | 2
  /**
   * Its only name is "weir".
   */
  | 'RESOURCE_TYPE_CLUSTER'
  | 3

export type ResourceType = typeof ResourceType[keyof typeof ResourceType]
