export { storageNodeConfigTable } from './config.ts';
export { DirectoryLock } from './database/directory-lock.ts';
export { StorageNode } from './storage-node.ts';
export { defaultStorageNodeConfig, type StorageNodeConfig } from './storage-node-config.ts';
export type { StorageNodeOptions } from './storage-node-options.ts';
