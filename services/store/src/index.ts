export { type AuditEntry, type AuditPage, type AuditQuery, AuditTrail } from './audit-trail.ts';
export type { BoundedLists, ListEntry, ListRange } from './bounded-lists.ts';
export {
  EmbeddedMetadataStore,
  type EmbeddedMetadataStoreOptions,
} from './embedded-metadata-store.ts';
export { LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.ts';
export {
  type Fence,
  type Lease,
  type LeaseRequest,
  maxMutationsPerWrite,
  type MetadataStore,
  type Mutation,
  type MutationResult,
  type StoredDocument,
} from './metadata-store.ts';
export { RedisMetadataStore, type RedisMetadataStoreOptions } from './redis-metadata-store.ts';
export { type RedisConfig, redisOptions } from './redis-options.ts';
export { toRedisTarget } from './redis-target.ts';
export { RedisServerWatch, type RedisServerWatchOptions } from './redis-server-watch.ts';
