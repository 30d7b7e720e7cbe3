import { hostname } from 'node:os';
import { defineConfig, logLevels, option, transportOptions } from '@weir/runtime';
import { redisOptions } from '@weir/store';

/** What a controller can be told, by flag or environment variable. */
export const controllerConfig = defineConfig({
  controllerId: option.string({
    env: 'WEIR_CONTROLLER_ID',
    default: hostname(),
    meaning: 'Name of this controller, unique among the controllers of the cluster',
  }),
  listenHost: option.string({
    env: 'WEIR_LISTEN_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on',
  }),
  port: option.integer({
    env: 'WEIR_PORT',
    default: 7410,
    min: 0,
    max: 65_535,
    meaning: 'Port for gRPC; 0 takes a free one',
  }),
  advertisedAddress: option.string({
    env: 'WEIR_ADVERTISED_ADDRESS',
    default: '',
    meaning: 'host:port where others reach this controller; empty: where it listens',
  }),
  opsPort: option.integer({
    env: 'WEIR_OPS_PORT',
    default: 7411,
    min: 0,
    max: 65_535,
    meaning: 'Port for metrics and probes; 0 takes a free one',
  }),
  leaseTtlMs: option.integer({
    env: 'WEIR_CONTROLLER_LEASE_MS',
    default: 1_000,
    min: 100,
    max: 60_000,
    meaning: 'How long the lease of the active controller lasts without being renewed',
  }),
  heartbeatIntervalMs: option.integer({
    env: 'WEIR_NODE_HEARTBEAT_INTERVAL_MS',
    default: 250,
    min: 10,
    max: 10_000,
    meaning: 'How often storage nodes give a sign of life',
  }),
  sessionTimeoutMs: option.integer({
    env: 'WEIR_NODE_SESSION_TIMEOUT_MS',
    default: 2_000,
    min: 100,
    max: 600_000,
    meaning: 'Silence of a storage node for so long is taken for its death',
  }),
  leaderBalanceIntervalMs: option.integer({
    env: 'WEIR_LEADER_BALANCE_INTERVAL_MS',
    default: 30_000,
    min: 0,
    max: 86_400_000,
    meaning: 'How often leaderships go back to preferred replicas that are in sync; 0: never',
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
