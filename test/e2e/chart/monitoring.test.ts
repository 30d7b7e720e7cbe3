import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkout } from './chart-folder.ts';
import { only, useChart } from './chart-tests.ts';
import { shippedDashboards } from './generated-files.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const chart = useChart();

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Groups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

const runbooks = 'https://github.com/weir/weir/blob/main/deploy/runbooks';

it('ships the rules that are tested, as they are', async () => {
  const objects = await chart.render({ set: { 'monitoring.rules.enabled': true } });
  const source = readFileSync(join(checkout, 'deploy/prometheus/rules.yaml'), 'utf8');
  expect(only(objects, 'PrometheusRule', 'r-weir-rules').spec).toEqual(parse(source));
});

it('changes rules only where values say so', async () => {
  const objects = await chart.render({ ci: ['monitoring'] });
  const rule = only(objects, 'PrometheusRule', 'r-weir-rules');
  expect(rule.metadata.labels).toMatchObject({ release: 'prometheus' });
  const rules = rulesOf(rule);
  expect(rules.map(({ alert }) => alert)).not.toContain('WeirNoActiveController');
  expect(rules.map(({ alert }) => alert)).toContain('OrdersLag');
  const ours = rules.filter(({ alert }) => alert?.startsWith('Weir'));
  expect(ours.length).toBeGreaterThan(20);
  for (const { alert, labels, annotations } of ours) {
    expect(labels?.['team']).toBe('messaging');
    expect(annotations?.['runbook_url']).toBe(`https://wiki.example.com/weir/${alert}.md`);
  }
});

it('has a ConfigMap for each dashboard, found by its label', async () => {
  const objects = await chart.render({ ci: ['monitoring'] });
  const maps = objects.filter(({ metadata }) => metadata.name.startsWith('r-weir-dashboard-'));
  expect(maps.map(({ data }) => Object.keys(data ?? {})[0])).toEqual(shippedDashboards());
  for (const { metadata, data } of maps) {
    expect(metadata.labels?.['grafana_dashboard']).toBe('1');
    expect(metadata.annotations).toEqual({ grafana_folder: 'Weir' });
    const [text = ''] = Object.values(data ?? {});
    expect(JSON.parse(text)).toHaveProperty('panels');
    expect(text).not.toContain(runbooks);
  }
});

it('leaves out the dashboard of partitions where nobody measures them', async () => {
  const objects = await chart.render({ set: { 'monitoring.dashboards.enabled': true } });
  const names = objects.map(({ metadata }) => metadata.name);
  expect(names).toContain('r-weir-dashboard-cluster');
  expect(names).not.toContain('r-weir-dashboard-partition');
});

it.each([
  ['monitoring', 'ServiceMonitor', 'endpoints', '__meta_kubernetes_service_label'],
  ['pod-monitor', 'PodMonitor', 'podMetricsEndpoints', '__meta_kubernetes_pod_label'],
])('tells Prometheus what rules and dashboards rely on: %s', async (ci, kind, key, label) => {
  const { spec = {} } = only(await chart.render({ ci: [ci] }), kind, 'r-weir-services');
  const [endpoint] = spec[key] as readonly Readonly<Record<string, unknown>>[];
  expect(endpoint).toMatchObject({ port: 'ops', path: '/metrics' });
  expect(endpoint?.['relabelings']).toEqual(
    expect.arrayContaining([
      {
        sourceLabels: [`${label}_app_kubernetes_io_component`],
        targetLabel: 'job',
        replacement: 'weir-$1',
      },
      { sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'instance' },
      { targetLabel: 'weir_cluster', replacement: 'apps/r-weir' },
    ]),
  );
});

it('scrapes each service once', async () => {
  const objects = await chart.render({ ci: ['monitoring'] });
  const services = objects.filter(
    ({ kind, spec }) => kind === 'Service' && JSON.stringify(spec).includes('"ops"'),
  );
  expect(services.map(({ metadata }) => metadata.name).toSorted()).toEqual([
    'r-weir-controller',
    'r-weir-coordinator',
    'r-weir-gateway-pods',
    'r-weir-storage-node',
  ]);
});

it('measures partitions where values say so', async () => {
  const off = JSON.stringify(await chart.render());
  expect(off).not.toContain('PARTITION_METRICS');
  const on = JSON.stringify(await chart.render({ ci: ['monitoring'] }));
  expect(on).toContain('"WEIR_PARTITION_METRICS","value":"true"');
  expect(on).toContain('"WEIR_GROUP_PARTITION_METRICS","value":"true"');
});

function rulesOf({ spec }: KubernetesObject): readonly Rule[] {
  return (spec as unknown as Groups).groups.flatMap(({ rules }) => rules);
}
