import { hostname } from 'node:os';

import { defineConfig, logLevels, option, transportOptions } from '@weir/runtime';

import { defaultStorageNodeConfig as defaults } from './storage-node-config.ts';

const dayMs = 24 * 60 * 60 * 1000;
const mebibyte = 1024 * 1024;

/** What a storage node can be told, by flag or environment variable. */
export const storageNodeConfigTable = defineConfig({
  nodeId: option.integer({
    env: 'WEIR_NODE_ID',
    min: 0,
    max: 0x7f_ff_ff_ff,
    meaning: 'Number of this node, unique in the cluster and the same for the life of its data',
  }),
  dataDir: option.string({
    env: 'WEIR_DATA_DIR',
    default: './data',
    meaning: 'Directory of the segments and the index; one process at a time',
  }),
  controllers: option.list({
    env: 'WEIR_CONTROLLERS',
    default: ['127.0.0.1:7410'],
    meaning: 'Addresses of the controllers, host:port',
  }),
  host: option.string({
    env: 'WEIR_HOST',
    default: hostname(),
    meaning: 'The machine: replicas of a partition are spread over hosts',
  }),
  rack: option.string({
    env: 'WEIR_RACK',
    default: '',
    meaning: 'The failure domain: replicas of a partition are spread over racks; may be empty',
  }),
  listenHost: option.string({
    env: 'WEIR_LISTEN_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on',
  }),
  port: option.integer({
    env: 'WEIR_PORT',
    default: 7420,
    min: 0,
    max: 65_535,
    meaning: 'Port for gRPC; 0 takes a free one',
  }),
  advertisedAddress: option.string({
    env: 'WEIR_ADVERTISED_ADDRESS',
    default: '',
    meaning: 'host:port where others reach this node; empty: where it listens',
  }),
  externalAddress: option.address({
    env: 'WEIR_EXTERNAL_ADDRESS',
    default: '',
    meaning: 'host:port where clients outside reach this node; empty: by a gateway only',
  }),
  opsPort: option.integer({
    env: 'WEIR_OPS_PORT',
    default: 7421,
    min: 0,
    max: 65_535,
    meaning: 'Port for metrics and probes; 0 takes a free one',
  }),
  replicaLagTimeMaxMs: option.integer({
    env: 'WEIR_REPLICA_LAG_TIME_MAX_MS',
    default: defaults.replicaLagTimeMaxMs,
    min: 100,
    max: 600_000,
    meaning: 'A follower that has not been caught up for longer leaves the in-sync set',
  }),
  retentionCheckIntervalMs: option.integer({
    env: 'WEIR_RETENTION_CHECK_INTERVAL_MS',
    default: defaults.retentionCheckIntervalMs,
    min: 100,
    max: dayMs,
    meaning: 'How often retention is looked after',
  }),
  checkpointIntervalMs: option.integer({
    env: 'WEIR_CHECKPOINT_INTERVAL_MS',
    default: defaults.checkpointIntervalMs,
    min: 100,
    max: dayMs,
    meaning: 'How often high watermarks are saved',
  }),
  maxProduceBytesInFlight: option.integer({
    env: 'WEIR_PRODUCE_BYTES_IN_FLIGHT',
    default: defaults.maxProduceBytesInFlight,
    min: mebibyte,
    max: 64 * 1024 * mebibyte,
    meaning: 'Bytes of unanswered produce requests above which streams are not read',
  }),
  drainTimeoutMs: option.integer({
    env: 'WEIR_DRAIN_TIMEOUT_MS',
    default: defaults.drainTimeoutMs,
    min: 0,
    max: 600_000,
    meaning: 'How long a stop waits for leaderships to move away',
  }),
  drainTurnTimeoutMs: option.integer({
    env: 'WEIR_DRAIN_TURN_TIMEOUT_MS',
    default: defaults.drainTurnTimeoutMs,
    min: 0,
    max: 3_600_000,
    meaning: 'How long POST /drain waits until no partition is short of replicas without this node',
  }),
  tailBytes: option.integer({
    env: 'WEIR_TAIL_BYTES',
    default: defaults.tailBytes,
    min: mebibyte,
    max: 64 * 1024 * mebibyte,
    meaning: 'Memory for the newest batches of all partitions',
  }),
  maxOpenFiles: option.integer({
    env: 'WEIR_MAX_OPEN_FILES',
    default: defaults.maxOpenFiles,
    min: 16,
    max: 1_000_000,
    meaning: 'Segment files kept open',
  }),
  partitionMetrics: option.boolean({
    env: 'WEIR_PARTITION_METRICS',
    default: defaults.partitionMetrics,
    meaning: 'Whether there are metrics of each partition that the node leads',
  }),
  ...transportOptions,
  logLevel: option.enumeration({
    env: 'WEIR_LOG_LEVEL',
    default: 'info',
    values: logLevels,
    meaning: 'Least severe level that is logged',
  }),
});
