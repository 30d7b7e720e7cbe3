import { expect, it } from 'vitest';
import { only, useChart } from './chart-tests.ts';
import {
  type Container,
  type KubernetesObject,
  podSpec,
  workloadSpec,
} from './kubernetes-object.ts';

const chart = useChart();

it('runs storage nodes side by side, with names and claims that stay', async () => {
  const node = only(await chart.render(), 'StatefulSet', 'r-weir-storage-node');
  expect(node.spec).toMatchObject({
    replicas: 3,
    serviceName: 'r-weir-storage-node',
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  });
  const claims = workloadSpec(node).volumeClaimTemplates ?? [];
  expect(claims.map(({ spec }) => spec)).toEqual([
    { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
  ]);
});

it.each(['controller', 'storage-node'])(
  'lets names lead to pods of %s that are not ready',
  async (component) => {
    const { spec } = only(await chart.render(), 'Service', `r-weir-${component}`);
    expect(spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  },
);

it('names all controllers by one name, whatever their number', async () => {
  const objects = await chart.render({ set: { 'controller.replicas': 5 } });
  for (const [kind, name] of [
    ['StatefulSet', 'r-weir-storage-node'],
    ['Deployment', 'r-weir-coordinator'],
    ['Deployment', 'r-weir-gateway'],
  ] as const) {
    expect(env(only(objects, kind, name), 'WEIR_CONTROLLERS')?.value).toBe(
      'r-weir-controller.apps.svc.cluster.local:7410',
    );
  }
});

it('takes who a storage node is from its pod', async () => {
  const node = only(await chart.render(), 'StatefulSet', 'r-weir-storage-node');
  expect(env(node, 'WEIR_NODE_ID')?.valueFrom?.fieldRef.fieldPath).toBe(
    "metadata.labels['apps.kubernetes.io/pod-index']",
  );
  expect(env(node, 'WEIR_HOST')?.valueFrom?.fieldRef.fieldPath).toBe('spec.nodeName');
  expect(env(node, 'WEIR_RACK')).toBeUndefined();
});

it.each([
  ['ip', 'IPv4', '$(POD_IP):7420'],
  ['ip', 'IPv6', '[$(POD_IP)]:7420'],
  ['name', 'IPv4', '$(POD_NAME).r-weir-storage-node.apps.svc.cluster.local:7420'],
])('tells others the %s of a pod of %s', async (advertise, family, address) => {
  const set = { 'network.advertise': advertise, 'network.primaryFamily': family };
  const node = only(await chart.render({ set }), 'StatefulSet', 'r-weir-storage-node');
  expect(env(node, 'WEIR_ADVERTISED_ADDRESS')?.value).toBe(address);
});

it('listens on both families, and asks for both', async () => {
  const objects = await chart.render({ ci: ['dual-stack'] });
  expect(env(only(objects, 'Deployment', 'r-weir-gateway'), 'WEIR_LISTEN_HOST')?.value).toBe('::');
  for (const { spec } of objects.filter(({ kind }) => kind === 'Service')) {
    expect(spec?.['ipFamilyPolicy']).toBe('PreferDualStack');
  }
});

it('drains within the time that the pod has', async () => {
  const node = only(await chart.render(), 'StatefulSet', 'r-weir-storage-node');
  const preStop = firstContainer(node).lifecycle?.preStop.exec.command;
  expect(preStop).toEqual(['weir-drain', '--port', '7421', '--timeout-ms', '90000']);
  expect(env(node, 'WEIR_DRAIN_TURN_TIMEOUT_MS')?.value).toBe('75000');
  expect(podSpec(node)?.terminationGracePeriodSeconds).toBe(150);
});

it('gives a storage node an hour to recover its logs, and a gateway two minutes to start', async () => {
  const objects = await chart.render();
  const node = firstContainer(only(objects, 'StatefulSet', 'r-weir-storage-node')).startupProbe;
  expect((node?.periodSeconds ?? 0) * (node?.failureThreshold ?? 0)).toBe(3_600);
  const gateway = firstContainer(only(objects, 'Deployment', 'r-weir-gateway')).startupProbe;
  expect((gateway?.periodSeconds ?? 0) * (gateway?.failureThreshold ?? 0)).toBe(120);
});

it('asks the API server for the rack in an init container, the only one with a token', async () => {
  const objects = await chart.render({ ci: ['racks-node-label'] });
  const node = only(objects, 'StatefulSet', 'r-weir-storage-node');
  const [rack] = podSpec(node)?.initContainers ?? [];
  expect(rack?.command).toEqual([
    ...['sh', '-c', 'weir-rack --label "$1" > /rack/rack', 'rack'],
    'topology.kubernetes.io/zone',
  ]);
  expect(rack?.volumeMounts?.map(({ name }) => name)).toEqual(['rack', 'token']);
  expect(firstContainer(node).volumeMounts?.map(({ name }) => name)).not.toContain('token');
  expect(firstContainer(node).command.at(-1)).toBe(
    'WEIR_RACK=$(cat /rack/rack)\nexport WEIR_RACK\nexec weir-storage-node',
  );
  const role = only(objects, 'ClusterRole', 'apps-r-weir-storage-node');
  expect(role).toMatchObject({
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
  });
  expect(only(objects, 'ClusterRoleBinding', 'apps-r-weir-storage-node')).toMatchObject({
    subjects: [{ kind: 'ServiceAccount', name: 'r-weir-storage-node', namespace: 'apps' }],
  });
});

it('takes the rack from a label of the pod', async () => {
  const objects = await chart.render({ ci: ['racks-pod-label'] });
  const node = only(objects, 'StatefulSet', 'r-weir-storage-node');
  expect(env(node, 'WEIR_RACK')?.valueFrom?.fieldRef.fieldPath).toBe(
    "metadata.labels['example.com/rack']",
  );
  expect(objects.filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([]);
});

it('has a Service for each pod that clients outside reach, at a port of its own', async () => {
  const objects = await chart.render({ ci: ['external-node-port'] });
  const services = [0, 1, 2].map((index) =>
    only(objects, 'Service', `r-weir-storage-node-${index}`),
  );
  expect(services.map(({ spec }) => spec)).toMatchObject(
    [30_420, 30_421, 30_422].map((nodePort, index) => ({
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      selector: { 'statefulset.kubernetes.io/pod-name': `r-weir-storage-node-${index}` },
      ports: [{ port: 7420, nodePort }],
    })),
  );
});

it('has a name for the load balancer of each pod', async () => {
  const objects = await chart.render({ ci: ['external-load-balancer'] });
  const service = only(objects, 'Service', 'r-weir-storage-node-2');
  expect(service.metadata.annotations).toEqual({
    'external-dns.alpha.kubernetes.io/hostname': 'r-weir-storage-node-2.weir.example.com',
  });
  expect(service.spec).toMatchObject({
    type: 'LoadBalancer',
    loadBalancerClass: 'example.com/internal',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
  });
  const node = only(objects, 'StatefulSet', 'r-weir-storage-node');
  expect(env(node, 'WEIR_EXTERNAL_ADDRESS')?.value).toBe('$(POD_NAME).weir.example.com:7420');
});

it('lets one of three nodes be away, and says which pods a budget counts', async () => {
  const objects = await chart.render();
  const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budgets.map(({ metadata }) => metadata.name)).toEqual(
    ['controller', 'coordinator', 'gateway', 'storage-node'].map((name) => `r-weir-${name}`),
  );
  for (const { spec } of budgets) expect(spec).toMatchObject({ maxUnavailable: 1 });
});

it('spreads pods over zones and machines', async () => {
  const node = only(await chart.render(), 'StatefulSet', 'r-weir-storage-node');
  const labelSelector = { matchLabels: workloadSpec(node).selector?.matchLabels };
  expect(podSpec(node)?.topologySpreadConstraints).toEqual(
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector,
    })),
  );
  const hard = only(
    await chart.render({ ci: ['scheduling'] }),
    'StatefulSet',
    'r-weir-storage-node',
  );
  expect(podSpec(hard)?.affinity).toEqual({
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  });
});

it('takes what values say of scheduling and replacing, for all and for one', async () => {
  const objects = await chart.render({ ci: ['scheduling'] });
  const node = only(objects, 'StatefulSet', 'r-weir-storage-node');
  expect(node.spec).toMatchObject({
    minReadySeconds: 5,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
  });
  expect(podSpec(node)).toMatchObject({
    nodeSelector: { pool: 'weir' },
    priorityClassName: 'high',
    runtimeClassName: 'gvisor',
    schedulerName: 'custom',
  });
  expect(firstContainer(node).resources).toEqual({
    requests: { cpu: '2', memory: '4Gi' },
    limits: { memory: '4Gi' },
  });
  const coordinator = only(objects, 'Deployment', 'r-weir-coordinator');
  expect(podSpec(coordinator)?.topologySpreadConstraints).toBeUndefined();
  expect(podSpec(coordinator)?.affinity).toBeUndefined();
  expect(firstContainer(coordinator).resources).toEqual({
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { memory: '1Gi' },
  });
});

it('takes images from the registry that all are mirrored in, by digest where there is one', async () => {
  const objects = await chart.render({ ci: ['extras'] });
  const redis = only(objects, 'StatefulSet', 'events-redis');
  expect(firstContainer(redis).image).toMatch(
    /^mirror\.example\.com\/cache\/library\/redis@sha256:fedc/,
  );
  const gateway = only(objects, 'Deployment', 'events-gateway');
  expect(firstContainer(gateway).image).toMatch(
    /^mirror\.example\.com\/cache\/weir\/weir@sha256:0123/,
  );
  expect(podSpec(gateway)).toMatchObject({
    imagePullSecrets: [{ name: 'mirror' }, { name: 'weir' }],
  });
});

function firstContainer(object: KubernetesObject): Container {
  const [container] = podSpec(object)?.containers ?? [];
  if (container === undefined) throw new Error(`${object.metadata.name} has no container`);
  return container;
}

function env(object: KubernetesObject, name: string) {
  return firstContainer(object).env?.find((variable) => variable.name === name);
}
