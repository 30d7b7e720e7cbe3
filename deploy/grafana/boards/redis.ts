import type { Dashboard, Row } from '../dashboard.ts';
import { oneIsWell, plain, risingIsBad, stat, timeseries, zeroIsWell } from '../panel.ts';
import { inCluster as of, maxBy, orZero, perSecond, quantile, sumBy } from '../promql.ts';

const redis = (noun: string, ...matchers: string[]) => of(`weir_redis_${noun}`, ...matchers);
const yesNo = { '0': 'no', '1': 'yes' };

const health: Row = {
  title: 'Is Redis healthy?',
  panels: [
    stat({
      title: 'Reached',
      about: 'Whether every controller and coordinator is connected. Normal: yes.',
      runbook: 'WeirRedisDisconnected',
      width: 3,
      query: { expr: `min(${redis('connected')})` },
      steps: oneIsWell,
      words: yesNo,
    }),
    stat({
      title: 'Role',
      about: 'Of the server that the active controller talks to. Normal: master.',
      runbook: 'WeirRedisDisconnected',
      width: 3,
      query: { expr: maxBy([], redis('is_master')) },
      steps: oneIsWell,
      words: { '0': 'replica', '1': 'master' },
    }),
    stat({
      title: 'Never evicts',
      about:
        'Whether the policy is noeviction: any other lets Redis forget decisions. Normal: yes.',
      runbook: 'WeirRedisMayEvict',
      width: 3,
      query: { expr: maxBy([], redis('policy_is_noeviction')) },
      steps: oneIsWell,
      words: yesNo,
    }),
    stat({
      title: 'Append-only file',
      about: 'Whether Redis keeps its writes on disk. Normal: on.',
      runbook: 'WeirRedisNotPersistent',
      width: 3,
      query: { expr: maxBy([], redis('aof_enabled')) },
      steps: oneIsWell,
      words: { '0': 'off', '1': 'on' },
    }),
    stat({
      title: 'Last write to disk',
      about: 'Whether the last write to the append-only file worked. Normal: well.',
      runbook: 'WeirRedisAofFailing',
      width: 3,
      query: { expr: maxBy([], redis('aof_last_write_ok')) },
      steps: oneIsWell,
      words: { '0': 'failed', '1': 'well' },
    }),
    stat({
      title: 'Keys evicted',
      about: 'Since the server started: lost decisions. Normal: 0.',
      runbook: 'WeirRedisEvictions',
      width: 3,
      query: { expr: maxBy([], redis('evicted_keys_total')) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Memory used',
      about: 'Share of maxmemory; 0 where there is no limit. Normal: below 70 %.',
      runbook: 'WeirRedisMemoryHigh',
      width: 3,
      query: {
        expr:
          `${maxBy([], redis('used_memory_bytes'))} / ` +
          `(${maxBy([], redis('max_memory_bytes'))} > 0) or on() vector(0)`,
      },
      unit: 'percentunit',
      steps: risingIsBad(0.7, 0.9),
    }),
    stat({
      title: 'Up',
      about: 'How long the server has run. Normal: since its last planned restart.',
      runbook: 'WeirRedisDisconnected',
      width: 3,
      query: { expr: maxBy([], redis('uptime_seconds')) },
      unit: 's',
      steps: plain,
    }),
  ],
};

const calls: Row = {
  title: 'What the services ask of it',
  panels: [
    timeseries({
      title: 'Commands',
      about: 'In a second, by command. Normal: steady; more when groups commit often.',
      runbook: 'WeirRedisSlow',
      queries: [
        {
          expr: sumBy(['command'], perSecond(redis('command_seconds_count'))),
          legend: '{{command}}',
        },
      ],
      unit: 'ops',
    }),
    timeseries({
      title: 'Round trip p99, by command',
      about: 'Normal: below 10 ms; with appendfsync always, a disk sync more.',
      runbook: 'WeirRedisSlow',
      queries: [
        {
          expr: quantile(0.99, redis('command_seconds_bucket'), ['command']),
          legend: '{{command}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Round trip p99, by service',
      about: 'Normal: alike; one far above the others has a slow network or a busy event loop.',
      runbook: 'WeirRedisSlow',
      queries: [
        {
          expr: quantile(0.99, redis('command_seconds_bucket'), ['instance']),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Errors, by reason',
      about: 'timeout, connection or an error reply, in a second. Normal: 0.',
      runbook: 'WeirRedisErrors',
      queries: [
        {
          expr: orZero(sumBy(['reason'], perSecond(redis('errors_total'))), 'reason'),
          legend: '{{reason}}',
        },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Connected',
      about: 'Each service that uses Redis. Normal: all 1.',
      runbook: 'WeirRedisDisconnected',
      queries: [{ expr: maxBy(['instance'], redis('connected')), legend: '{{instance}}' }],
      unit: 'short',
      max: 1,
    }),
    timeseries({
      title: 'Reconnects',
      about: 'In a second. Normal: 0.',
      runbook: 'WeirRedisDisconnected',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(redis('reconnects_total'))),
          legend: '{{instance}}',
        },
      ],
      unit: 'cps',
    }),
  ],
};

const server: Row = {
  title: 'The server',
  panels: [
    timeseries({
      title: 'Memory',
      about: 'Used, and the limit (0: none). Normal: flat, below 70 % of the limit.',
      runbook: 'WeirRedisMemoryHigh',
      queries: [
        { expr: maxBy([], redis('used_memory_bytes')), legend: 'used' },
        { expr: maxBy([], redis('max_memory_bytes')), legend: 'limit' },
      ],
      unit: 'bytes',
    }),
    timeseries({
      title: 'Clients and replicas',
      about: 'Connections of clients, and replicas that follow. Normal: flat.',
      runbook: 'WeirRedisReplicaMissing',
      queries: [
        { expr: maxBy([], redis('connected_clients')), legend: 'clients' },
        { expr: maxBy([], redis('connected_replicas')), legend: 'replicas' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Evicted keys and refused connections',
      about: 'Since the server started. Normal: flat at 0.',
      runbook: 'WeirRedisRejectsConnections',
      queries: [
        { expr: maxBy([], redis('evicted_keys_total')), legend: 'evicted' },
        { expr: maxBy([], redis('rejected_connections_total')), legend: 'refused' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'What controllers say of their store',
      about: 'Times that it stopped answering, and that it was rebuilt, in a second. Normal: 0.',
      runbook: 'WeirStoreRebuilt',
      queries: [
        {
          expr: sumBy([], perSecond(of('weir_controller_store_outages_total'))),
          legend: 'outages',
        },
        {
          expr: sumBy([], perSecond(of('weir_controller_store_rebuilds_total'))),
          legend: 'rebuilds',
        },
      ],
      unit: 'cps',
      width: 12,
    }),
    timeseries({
      title: 'Age of the last snapshot',
      about: 'Of the RDB file. Normal: any, while the append-only file is on.',
      runbook: 'WeirRedisNotPersistent',
      queries: [
        {
          expr: `time() - ${maxBy([], redis('rdb_last_save_timestamp_seconds'))}`,
          legend: 'age',
        },
      ],
      unit: 's',
      width: 12,
    }),
  ],
};

/** The metadata store, as the services meet it and as it describes itself. */
export const redisDashboard: Dashboard = {
  uid: 'weir-redis',
  title: 'Weir / Redis',
  description: 'The metadata store: whether it is reached, safe and fast.',
  variables: [],
  rows: [health, calls, server],
};
