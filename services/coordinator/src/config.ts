import { hostname } from 'node:os';
import { defineConfig, logLevels, option, transportOptions } from '@weir/runtime';
import { redisOptions } from '@weir/store';
import { defaultCoordinatorConfig as defaults } from './coordinator-config.ts';

/** What a coordinator can be told, by flag or environment variable. */
export const coordinatorConfigTable = defineConfig({
  coordinatorId: option.string({
    env: 'WEIR_COORDINATOR_ID',
    default: hostname(),
    meaning: 'Name of this coordinator, unique among the coordinators of the cluster',
  }),
  controllers: option.list({
    env: 'WEIR_CONTROLLERS',
    default: ['127.0.0.1:7410'],
    meaning: 'Addresses of the controllers, host:port',
  }),
  listenHost: option.string({
    env: 'WEIR_LISTEN_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on',
  }),
  port: option.integer({
    env: 'WEIR_PORT',
    default: 7430,
    min: 0,
    max: 65_535,
    meaning: 'Port for gRPC; 0 takes a free one',
  }),
  advertisedAddress: option.string({
    env: 'WEIR_ADVERTISED_ADDRESS',
    default: '',
    meaning: 'host:port where others reach this coordinator; empty: where it listens',
  }),
  opsPort: option.integer({
    env: 'WEIR_OPS_PORT',
    default: 7431,
    min: 0,
    max: 65_535,
    meaning: 'Port for metrics and probes; 0 takes a free one',
  }),
  leaseTtlMs: option.integer({
    env: 'WEIR_SHARD_LEASE_MS',
    default: defaults.leaseTtlMs,
    min: 500,
    max: 60_000,
    meaning: 'How long the lease of a shard lasts without being renewed',
  }),
  disconnectGraceMs: option.integer({
    env: 'WEIR_DISCONNECT_GRACE_MS',
    default: defaults.disconnectGraceMs,
    min: 0,
    max: 600_000,
    meaning: 'A member whose stream broke is fenced after this',
  }),
  assignmentIntervalMs: option.integer({
    env: 'WEIR_GROUP_ASSIGNMENT_INTERVAL_MS',
    default: defaults.assignmentIntervalMs,
    min: 0,
    max: 60_000,
    meaning: 'Changes within this time of the last target assignment share the next one',
  }),
  maxMembers: option.integer({
    env: 'WEIR_GROUP_MAX_SIZE',
    default: defaults.maxMembers,
    min: 1,
    max: defaults.maxMembers,
    meaning: 'Members of one group, at most',
  }),
  maxGroupsPerShard: option.integer({
    env: 'WEIR_GROUPS_PER_SHARD',
    default: defaults.maxGroupsPerShard,
    min: 1,
    max: 1_000_000,
    meaning: 'Groups of one shard, at most',
  }),
  defaultAssignor: option.enumeration({
    env: 'WEIR_GROUP_ASSIGNOR',
    default: 'sticky',
    values: ['sticky', 'range', 'round-robin'],
    meaning: 'Assignor of groups whose members name none',
  }),
  storeTimeoutMs: option.integer({
    env: 'WEIR_STORE_TIMEOUT_MS',
    default: defaults.storeTimeoutMs,
    min: 100,
    max: 60_000,
    meaning: 'How long a commit or a fetch of offsets waits for the metadata store',
  }),
  leaderTimeoutMs: option.integer({
    env: 'WEIR_LEADER_TIMEOUT_MS',
    default: defaults.leaderTimeoutMs,
    min: 10,
    max: 60_000,
    meaning: 'How long describing and resetting wait for partition leaders',
  }),
  commitCheckTimeoutMs: option.integer({
    env: 'WEIR_COMMIT_CHECK_TIMEOUT_MS',
    default: defaults.commitCheckTimeoutMs,
    min: 10,
    max: 60_000,
    meaning: 'How long a commit waits to learn the log end; then it is taken as it is',
  }),
  stuckConsumerMs: option.integer({
    env: 'WEIR_STUCK_CONSUMER_MS',
    default: defaults.stuckConsumerMs,
    min: 1_000,
    max: 3_600_000,
    meaning: 'A partition with records of which its member takes none is stuck after this',
  }),
  withPartitionMetrics: option.boolean({
    env: 'WEIR_GROUP_PARTITION_METRICS',
    default: defaults.withPartitionMetrics,
    meaning: 'Metrics for each partition of each group too',
  }),
  recoveryMs: option.integer({
    env: 'WEIR_GROUP_RECOVERY_MS',
    default: defaults.recoveryMs,
    min: 0,
    max: 3_600_000,
    meaning: 'How long members that come back are believed after the metadata store lost them',
  }),
  journalIntervalMs: option.integer({
    env: 'WEIR_OFFSETS_JOURNAL_INTERVAL_MS',
    default: defaults.journalIntervalMs,
    min: 10,
    max: 60_000,
    meaning: 'Changes of committed offsets are journaled together after this',
  }),
  offsetsRetentionMinutes: option.integer({
    env: 'WEIR_OFFSETS_RETENTION_MINUTES',
    default: defaults.offsetsRetentionMinutes,
    min: 1,
    max: 5_256_000,
    meaning: 'How long committed offsets are kept that no member needs',
  }),
  offsetsRetentionCheckMs: option.integer({
    env: 'WEIR_OFFSETS_RETENTION_CHECK_MS',
    default: defaults.offsetsRetentionCheckMs,
    min: 1000,
    max: 86_400_000,
    meaning: 'How often committed offsets are looked through for old ones',
  }),
  ...redisOptions,
  ...transportOptions,
  logLevel: option.enumeration({
    env: 'WEIR_LOG_LEVEL',
    default: 'info',
    values: logLevels,
    meaning: 'Least severe level that is logged',
  }),
});
