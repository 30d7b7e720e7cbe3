import type { Dashboard, Row } from '../dashboard.ts';
import { risingIsBad, stat, table, timeseries, zeroIsWell } from '../panel.ts';
import {
  maxBy,
  orZero,
  perSecond,
  quantile,
  selectWith,
  sumBy,
  top,
  anyService,
} from '../promql.ts';
import { instanceVariable } from '../variables.ts';

const of = selectWith('weir_cluster="$cluster"', 'job=~"$job"', 'instance=~"$instance"');
const each = (metric: string) => ({
  expr: maxBy(['instance'], of(metric)),
  legend: '{{instance}}',
});
const failedCalls = sumBy([], perSecond(of('weir_rpc_calls_total', 'code!="OK"')));
const allCalls = sumBy([], perSecond(of('weir_rpc_calls_total')));
const day = 24 * 60 * 60;

const health: Row = {
  title: 'Are these processes healthy?',
  panels: [
    stat({
      title: 'Running',
      about: 'Chosen processes that Prometheus reaches. Normal: all.',
      runbook: 'WeirScrapeDown',
      width: 3,
      query: { expr: sumBy([], of('up', anyService)) },
    }),
    stat({
      title: 'Silent',
      about: 'Chosen processes that Prometheus cannot scrape. Normal: 0.',
      runbook: 'WeirServiceMissing',
      width: 3,
      query: { expr: orZero(`count(${of('up', anyService)} == 0)`) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Versions',
      about: 'Different versions of Weir that run. Normal: 1; 2 during an upgrade.',
      runbook: 'WeirRestartsOften',
      width: 3,
      query: { expr: `count(${sumBy(['version'], of('weir_build_info'))})` },
      steps: [{ color: 'green' }, { color: 'orange', value: 2 }],
    }),
    stat({
      title: 'Restarts',
      about: 'Starts of the chosen processes over the time shown. Normal: 0 unless you upgraded.',
      runbook: 'WeirRestartsOften',
      width: 3,
      query: {
        expr: sumBy([], `changes(${of('process_start_time_seconds', anyService)}[$__range])`),
      },
      steps: risingIsBad(1, 10),
    }),
    stat({
      title: 'Failed calls',
      about: 'Share of calls that ended with an error. Normal: below 1 %.',
      runbook: 'WeirUnknownErrors',
      width: 3,
      query: { expr: `${orZero(failedCalls)} / clamp_min(${allCalls}, 1)` },
      unit: 'percentunit',
      steps: risingIsBad(0.01, 0.05),
    }),
    stat({
      title: 'Worst event loop',
      about: 'The p99 delay of the slowest event loop. Normal: below 50 ms.',
      runbook: 'WeirEventLoopLag',
      width: 3,
      query: { expr: maxBy([], of('nodejs_eventloop_lag_p99_seconds', anyService)) },
      unit: 's',
      steps: risingIsBad(0.1, 0.5),
    }),
    stat({
      title: 'Callers refused',
      about: 'Calls refused for who or what they are, in a second. Normal: 0.',
      runbook: 'WeirRefusalsRising',
      width: 3,
      query: { expr: orZero(sumBy([], perSecond(of('weir_security_refusals_total')))) },
      unit: 'cps',
      steps: risingIsBad(0.1, 10),
    }),
    stat({
      title: 'Certificate expires in',
      about: 'The first certificate to expire. Normal: above 14 days.',
      runbook: 'WeirCertificateExpiring',
      width: 3,
      query: {
        expr:
          `clamp_min(min(${of('weir_tls_certificate_expiry_timestamp_seconds')}) - time(), 0) ` +
          'or on() vector(-1)',
      },
      unit: 's',
      steps: [
        { color: 'text' },
        { color: 'red', value: 0 },
        { color: 'orange', value: day },
        { color: 'green', value: 14 * day },
      ],
      words: { '-1': 'no TLS' },
    }),
    table({
      title: 'Processes',
      about: 'What runs. Normal: one version.',
      runbook: 'WeirRestartsOften',
      labels: [
        { name: 'Process', label: 'instance' },
        { name: 'Service', label: 'service' },
        { name: 'Version', label: 'version' },
        { name: 'Node.js', label: 'node_version' },
      ],
      values: [
        {
          name: 'Up since',
          expr:
            `${maxBy(['instance'], of('process_start_time_seconds', anyService))} * 1000 ` +
            '* on (instance) group_left (service, version, node_version) ' +
            maxBy(['instance', 'service', 'version', 'node_version'], of('weir_build_info')),
          unit: 'dateTimeFromNow',
        },
      ],
      height: 8,
    }),
  ],
};

const resources: Row = {
  title: 'Resources',
  panels: [
    timeseries({
      title: 'CPU',
      about: 'Cores used. Normal: below 0.8; one process hardly uses more than one core.',
      runbook: 'WeirEventLoopLag',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(of('process_cpu_seconds_total', anyService))),
          legend: '{{instance}}',
        },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Resident memory',
      about: 'Normal: steady, below the limit of the container.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: maxBy(['instance'], of('process_resident_memory_bytes', anyService)),
          legend: '{{instance}}',
        },
      ],
      unit: 'bytes',
    }),
    timeseries({
      title: 'Heap',
      about: 'Bytes of objects. Normal: a saw, not a ramp.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: maxBy(['instance'], of('nodejs_heap_size_used_bytes', anyService)),
          legend: '{{instance}}',
        },
      ],
      unit: 'bytes',
    }),
    timeseries({
      title: 'Event loop, p99 delay',
      about: 'How late a process gets to its work. Normal: below 50 ms.',
      runbook: 'WeirEventLoopLag',
      queries: [
        {
          expr: maxBy(['instance'], of('nodejs_eventloop_lag_p99_seconds', anyService)),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Garbage collection',
      about: 'Share of time spent. Normal: below 5 %.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(of('nodejs_gc_duration_seconds_sum', anyService))),
          legend: '{{instance}}',
        },
      ],
      unit: 'percentunit',
    }),
    timeseries({
      title: 'Open files',
      about: 'Files and sockets. Normal: flat; below the limit of the process.',
      runbook: 'WeirOpenFilesHigh',
      queries: [
        {
          expr: maxBy(['instance'], of('process_open_fds', anyService)),
          legend: '{{instance}}',
        },
      ],
      unit: 'short',
    }),
  ],
};

const calls: Row = {
  title: 'gRPC calls',
  panels: [
    timeseries({
      title: 'Calls, by method',
      about: 'Ended in a second, the ten busiest. Normal: steady with the load.',
      runbook: 'WeirProduceErrors',
      queries: [
        {
          expr: top(10, sumBy(['method'], perSecond(of('weir_rpc_calls_total')))),
          legend: '{{method}}',
        },
      ],
      unit: 'reqps',
    }),
    timeseries({
      title: 'Failed calls, by code',
      about:
        'In a second. Normal: few; CANCELLED is a caller that hung up, NOT_LEADER_OR_FOLLOWER one that ' +
        'has not heard of a new leader.',
      runbook: 'WeirUnknownErrors',
      queries: [
        {
          expr: orZero(
            sumBy(['code'], perSecond(of('weir_rpc_calls_total', 'code!="OK"'))),
            'code',
          ),
          legend: '{{code}}',
        },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Call p99, by method',
      about:
        'The ten slowest. Normal: long polls as long as they were asked to wait, others short.',
      runbook: 'WeirProduceSlow',
      queries: [
        {
          expr: top(10, quantile(0.99, of('weir_rpc_unary_call_seconds_bucket'), ['method'])),
          legend: '{{method}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Open streams, by method',
      about: 'The ten methods with most. Normal: flat.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: top(10, sumBy(['method'], of('weir_rpc_open_streams_count'))),
          legend: '{{method}}',
        },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Connections',
      about: 'Open gRPC connections, by process. Normal: flat.',
      runbook: 'WeirMemoryHigh',
      queries: [each('weir_rpc_connections')],
      unit: 'short',
    }),
    timeseries({
      title: 'Callers refused, by code',
      about:
        'Calls without a valid key (UNAUTHENTICATED) or without the right, in a second. Normal: 0; a ' +
        'rise is a wrong key somewhere, or somebody trying.',
      runbook: 'WeirRefusalsRising',
      queries: [
        {
          expr: orZero(sumBy(['code'], perSecond(of('weir_security_refusals_total'))), 'code'),
          legend: '{{code}}',
        },
      ],
      unit: 'cps',
    }),
  ],
};

/** The processes themselves, whichever service they are. */
export const servicesDashboard: Dashboard = {
  uid: 'weir-services',
  title: 'Weir / Services',
  description: 'Every process of Weir: versions, memory, event loops, calls.',
  variables: [
    {
      name: 'job',
      label: 'Service',
      query: 'label_values(weir_build_info{weir_cluster="$cluster"}, job)',
    },
    instanceVariable('weir_build_info{weir_cluster="$cluster",job=~"$job"}', 'Process'),
  ],
  rows: [health, resources, calls],
};
