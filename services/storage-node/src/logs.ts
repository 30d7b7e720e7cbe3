/**
 * The log of a partition without a node around it: what a benchmark drives. Only tests import this.
 */
export { NodeDatabase } from './database/node-database.ts';
export { LogEnvironment } from './log/log-environment.ts';
export { LogStore } from './log/log-store.ts';
export { PartitionLog } from './log/partition-log.ts';
