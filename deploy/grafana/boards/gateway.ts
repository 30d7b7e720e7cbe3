import type { Dashboard, Row } from '../dashboard.ts';
import { risingIsBad, stat, timeseries } from '../panel.ts';
import {
  maxBy,
  onInstance as of,
  orZero,
  perSecond,
  quantile,
  quantileNow,
  sumBy,
  top,
  ofService,
} from '../promql.ts';
import { instanceVariable } from '../variables.ts';

const gateway = (noun: string, ...matchers: string[]) => of(`weir_gateway_${noun}`, ...matchers);
const each = (noun: string) => ({
  expr: maxBy(['instance'], gateway(noun)),
  legend: '{{instance}}',
});
const rate = (noun: string, ...labels: string[]) =>
  sumBy(labels, perSecond(gateway(`${noun}_total`)));
const failed = sumBy([], perSecond(gateway('published_records_total', 'outcome="failed"')));

const overview: Row = {
  title: 'Are the gateways healthy?',
  panels: [
    stat({
      title: 'Gateways',
      about: 'Chosen gateways that answer. Normal: all.',
      runbook: 'WeirScrapeDown',
      query: { expr: `count(${gateway('publish_buffer_bytes')})` },
    }),
    stat({
      title: 'Published',
      about: 'Records published in a second. Normal: what you expect.',
      runbook: 'WeirGatewayPublishFailures',
      query: { expr: orZero(rate('published_records')) },
      unit: 'cps',
    }),
    stat({
      title: 'Failed',
      about: 'Share of records that could not be published. Normal: 0.',
      runbook: 'WeirGatewayPublishFailures',
      query: {
        expr: `${orZero(failed)} / clamp_min(${orZero(rate('published_records'))}, 1)`,
      },
      unit: 'percentunit',
      steps: risingIsBad(0.001, 0.01),
    }),
    stat({
      title: 'Publish p99',
      about: 'Time that 99 of 100 publish calls stay below. Normal: below 200 ms.',
      runbook: 'WeirGatewayPublishSlow',
      query: { expr: quantileNow(0.99, gateway('publish_seconds_bucket', 'phase="total"')) },
      unit: 's',
      steps: risingIsBad(0.5, 2),
    }),
    stat({
      title: 'Subscribers',
      about: 'Open subscriptions. Normal: the number of your subscribers.',
      runbook: 'WeirScrapeDown',
      query: { expr: sumBy([], gateway('subscribers')) },
    }),
    stat({
      title: 'Delivered',
      about:
        'Records handed to subscribers in a second. Normal: as many as are published, or more.',
      runbook: 'WeirGroupLagGrowing',
      query: { expr: rate('delivered_records') },
      unit: 'cps',
    }),
  ],
};

const publishing: Row = {
  title: 'Publishing',
  panels: [
    timeseries({
      title: 'Records published, by outcome',
      about:
        'written, duplicate (a repeat of one that is there already), failed. Normal: written; ' +
        'duplicates after trouble.',
      runbook: 'WeirGatewayPublishFailures',
      queries: [
        { expr: orZero(rate('published_records', 'outcome'), 'outcome'), legend: '{{outcome}}' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Bytes published',
      about: 'In a second, by gateway. Normal: alike.',
      runbook: 'WeirGatewayPublishFailures',
      queries: [{ expr: rate('published_bytes', 'instance'), legend: '{{instance}}' }],
      unit: 'binBps',
    }),
    timeseries({
      title: 'Publish p99, by phase',
      about:
        'queue: until the batch is sent. produce: until the storage node answers. Normal: produce is ' +
        'the larger.',
      runbook: 'WeirGatewayPublishSlow',
      queries: [
        { expr: quantile(0.99, gateway('publish_seconds_bucket'), ['phase']), legend: '{{phase}}' },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Publish errors, by code',
      about: 'In a second. Normal: none.',
      runbook: 'WeirGatewayPublishFailures',
      queries: [{ expr: orZero(rate('publish_errors', 'code'), 'code'), legend: '{{code}}' }],
      unit: 'cps',
    }),
    timeseries({
      title: 'Records waiting to be written',
      about:
        'Bytes of records that are not acknowledged yet. Normal: far below the limit; at the limit ' +
        'callers are refused.',
      runbook: 'WeirGatewayBufferNearlyFull',
      queries: [
        each('publish_buffer_bytes'),
        { expr: `min(${gateway('publish_buffer_limit_bytes')})`, legend: 'limit' },
      ],
      unit: 'bytes',
    }),
    timeseries({
      title: 'Callers made to wait',
      about: 'Seconds of pause per second given to callers above their quota. Normal: 0.',
      runbook: 'WeirCallersThrottled',
      queries: [
        {
          expr: orZero(
            sumBy(
              ['kind'],
              perSecond(of('weir_quota_throttled_seconds_total', ofService('gateway'))),
            ),
            'kind',
          ),
          legend: '{{kind}}',
        },
      ],
      unit: 's',
    }),
  ],
};

const subscribing: Row = {
  title: 'Subscribing',
  panels: [
    timeseries({
      title: 'Subscribers',
      about: 'Open subscriptions, by gateway. Normal: spread evenly.',
      runbook: 'WeirScrapeDown',
      queries: [each('subscribers')],
      unit: 'short',
      width: 6,
    }),
    timeseries({
      title: 'Records delivered',
      about: 'In a second, by gateway. Normal: follows what is published.',
      runbook: 'WeirGroupLagGrowing',
      queries: [{ expr: rate('delivered_records', 'instance'), legend: '{{instance}}' }],
      unit: 'cps',
      width: 6,
    }),
    timeseries({
      title: 'Bytes delivered',
      about: 'In a second, by gateway. Normal: follows what is published.',
      runbook: 'WeirGroupLagGrowing',
      queries: [{ expr: rate('delivered_bytes', 'instance'), legend: '{{instance}}' }],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Records waiting for subscribers',
      about: 'Bytes read and not taken yet. Normal: flat; high where subscribers are slow.',
      runbook: 'WeirMemoryHigh',
      queries: [each('subscriber_buffer_bytes')],
      unit: 'bytes',
      width: 6,
    }),
  ],
};

const http: Row = {
  title: 'HTTP',
  panels: [
    timeseries({
      title: 'Requests, by route',
      about: 'In a second. Normal: what your callers send.',
      runbook: 'WeirGatewayHttpErrors',
      queries: [{ expr: rate('http_requests', 'route'), legend: '{{route}}' }],
      unit: 'reqps',
    }),
    timeseries({
      title: 'Answers, by status',
      about: 'In a second. Normal: 2xx; 4xx is the callers, 5xx is the cluster.',
      runbook: 'WeirGatewayHttpErrors',
      queries: [{ expr: rate('http_requests', 'code'), legend: '{{code}}' }],
      unit: 'reqps',
    }),
    timeseries({
      title: 'Request p99, by route',
      about: 'Normal: below 200 ms; streams last as long as they are open.',
      runbook: 'WeirGatewayHttpErrors',
      queries: [
        {
          expr: quantile(0.99, gateway('http_request_seconds_bucket'), ['route']),
          legend: '{{route}}',
        },
      ],
      unit: 's',
    }),
  ],
};

const relaying: Row = {
  title: 'Calls handed on to the services behind',
  panels: [
    timeseries({
      title: 'Calls, by target',
      about: 'In a second. Normal: what your callers send.',
      runbook: 'WeirScrapeDown',
      queries: [{ expr: rate('relayed_calls', 'target'), legend: '{{target}}' }],
      unit: 'reqps',
      width: 6,
    }),
    timeseries({
      title: 'Calls, by outcome',
      about: 'In a second. Normal: OK.',
      runbook: 'WeirScrapeDown',
      queries: [{ expr: rate('relayed_calls', 'code'), legend: '{{code}}' }],
      unit: 'reqps',
      width: 6,
    }),
    timeseries({
      title: 'Call p99, by target',
      about: 'Normal: below 100 ms, long polls apart.',
      runbook: 'WeirProduceSlow',
      queries: [
        { expr: quantile(0.99, gateway('relay_seconds_bucket'), ['target']), legend: '{{target}}' },
      ],
      unit: 's',
      width: 6,
    }),
    timeseries({
      title: 'Open streams, by method',
      about: 'The ten methods with most. Normal: as many as clients hold.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: top(10, sumBy(['method'], of('weir_rpc_open_streams_count', ofService('gateway')))),
          legend: '{{method}}',
        },
      ],
      unit: 'short',
      width: 6,
    }),
  ],
};

/** Gateways: what clients of any language meet. */
export const gatewayDashboard: Dashboard = {
  uid: 'weir-gateway',
  title: 'Weir / Gateway',
  description: 'What gateways publish, deliver and hand on, and how fast.',
  variables: [
    instanceVariable('weir_gateway_publish_buffer_bytes{weir_cluster="$cluster"}', 'Gateway'),
  ],
  rows: [overview, publishing, subscribing, http, relaying],
};
