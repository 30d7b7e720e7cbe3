import { expect, it } from 'vitest';
import { only, useChart } from './chart-tests.ts';
import { type KubernetesObject, podSpec } from './kubernetes-object.ts';

const chart = useChart();

it.each([
  ['scale-down', 'pre-upgrade'],
  ['forget-nodes', 'post-upgrade'],
])('runs %s as a hook, %s, for the nodes that the replicas leave out', async (name, hook) => {
  const job = only(await chart.render(), 'Job', `r-weir-job-${name}`);
  expect(job.metadata.annotations).toMatchObject({
    'helm.sh/hook': hook,
    'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
  });
  expect(commandOf(job).slice(-2)).toEqual([name, '3']);
});

it('leaves nodes alone where the values say so', async () => {
  const objects = await chart.render({ set: { 'storageNode.scaleDown.decommission': false } });
  expect(objects.filter(({ kind }) => kind === 'Job')).toEqual([]);
});

it('spreads data after an upgrade where it is told to, once nodes are forgotten', async () => {
  const objects = await chart.render({ ci: ['balanced'] });
  const job = only(objects, 'Job', 'r-weir-job-balance');
  expect(commandOf(job)).toEqual(['weir', 'cluster', 'balance', '--wait']);
  const weight = ({ metadata }: KubernetesObject) =>
    Number(metadata.annotations?.['helm.sh/hook-weight']);
  expect(weight(job)).toBeGreaterThan(weight(only(objects, 'Job', 'r-weir-job-forget-nodes')));
  expect(job.spec).toMatchObject({ activeDeadlineSeconds: 7_200 });
});

it('applies what is to be there, after install and upgrade', async () => {
  const objects = await chart.render({ ci: ['provisioning'] });
  const job = only(objects, 'Job', 'r-weir-job-provision');
  expect(job.metadata.annotations?.['helm.sh/hook']).toBe('post-install,post-upgrade');
  expect(commandOf(job)).toEqual(['weir', 'apply', '-f', '/provision/provision.json']);
  expect(podSpec(job)?.volumes).toContainEqual({
    name: 'provision',
    configMap: { name: 'r-weir-provision' },
  });
  const { data } = only(objects, 'ConfigMap', 'r-weir-provision');
  expect(JSON.parse(data?.['provision.json'] ?? '')).toEqual({
    topics: [
      {
        name: 'orders',
        partitions: 12,
        replicationFactor: 3,
        configs: { 'retention.ms': 604_800_000, 'min.insync.replicas': 2 },
      },
      {
        name: 'prices',
        partitions: 3,
        replicationFactor: 2,
        configs: { 'segment.bytes': 67_108_864, 'retention.bytes': null },
      },
    ],
    acls: [
      {
        principal: 'user:ann',
        resourceType: 'topic',
        resourceName: 'orders',
        operations: ['read', 'write'],
      },
      {
        principal: '*',
        permission: 'deny',
        resourceType: 'group',
        resourceName: 'internal-',
        patternType: 'prefix',
        operations: ['all'],
      },
    ],
    quotas: [{ principal: 'user:ann', produceBytesPerSecond: 20_000_000 }],
  });
});

it('has another job for other wishes, where there are no hooks', async () => {
  const names = async (set: Readonly<Record<string, unknown>>) => {
    const objects = await chart.render({ ci: ['provisioning-job'], set });
    const jobs = objects.filter(
      ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined,
    );
    return jobs.filter(({ kind }) => kind === 'Job').map(({ metadata }) => metadata.name);
  };
  const [first] = await names({});
  expect(first).toMatch(/^r-weir-job-provision-[0-9a-f]{8}$/);
  expect(await names({})).toEqual([first]);
  expect(await names({ 'provisioning.topics': [{ name: 'other' }] })).not.toEqual([first]);
});

it('shows the admin key to the jobs as a file', async () => {
  const objects = await chart.render({ ci: ['provisioning'] });
  for (const name of ['provision', 'scale-down']) {
    const pod = podSpec(only(objects, 'Job', `r-weir-job-${name}`));
    expect(pod?.containers[0]?.env).toContainEqual({
      name: 'WEIR_API_KEY_FILE',
      value: '/etc/weir/key/admin.key',
    });
    expect(pod?.volumes).toContainEqual({
      name: 'key',
      secret: {
        secretName: 'r-weir-credentials',
        items: [{ key: 'admin.key', path: 'admin.key' }],
      },
    });
  }
});

it('produces and consumes as the test of the release', async () => {
  const pod = only(await chart.render(), 'Pod', 'r-weir-job-check');
  expect(pod.metadata.annotations).toMatchObject({
    'helm.sh/hook': 'test',
    // It stays until the next one, so that its log can be shown.
    'helm.sh/hook-delete-policy': 'before-hook-creation',
  });
  expect(podSpec(pod)?.containers[0]?.command).toEqual(['weir', 'check', '--topic', 'weir-check']);
});

it('has routes of the Gateway API to the gateway', async () => {
  const objects = await chart.render({ ci: ['gateway-api'] });
  expect(only(objects, 'GRPCRoute', 'r-weir-gateway').spec).toEqual({
    parentRefs: [{ name: 'public', namespace: 'gateway-system', sectionName: 'https' }],
    hostnames: ['weir.example.com'],
    rules: [{ backendRefs: [{ name: 'r-weir-gateway', port: 7440 }] }],
  });
  expect(only(objects, 'HTTPRoute', 'r-weir-gateway').spec).toMatchObject({
    rules: [{ backendRefs: [{ name: 'r-weir-gateway', port: 80 }] }],
  });
});

it('fills in the objects that values bring', async () => {
  const objects = await chart.render({ ci: ['extras'] });
  expect(only(objects, 'ConfigMap', 'events-more').data).toEqual({ A: '1' });
});

function commandOf(job: KubernetesObject): readonly string[] {
  return podSpec(job)?.containers[0]?.command ?? [];
}
