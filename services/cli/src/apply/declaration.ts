import type { Acl, PrincipalQuota } from '@weir/client';

/** A topic as it is to be; what is left out is not looked at. */
export interface DeclaredTopic {
  readonly name: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** `null` goes back to the default; configs that are not named stay as they are. */
  readonly configs: Readonly<Record<string, string | null>>;
}

/** What a cluster is to have. Whatever else it has stays. */
export interface Declaration {
  readonly topics: readonly DeclaredTopic[];
  readonly acls: readonly Acl[];
  readonly quotas: readonly PrincipalQuota[];
}
