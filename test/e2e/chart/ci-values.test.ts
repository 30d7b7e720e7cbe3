import { loadConfig, securityProblems } from '@weir/runtime';
import { toRedisTarget } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { chartFolder, ciFile, ciNames } from './chart-folder.ts';
import { useChart } from './chart-tests.ts';
import { configTables, type Service } from './config-tables.ts';
import {
  componentOf,
  type Container,
  type EnvVariable,
  type KubernetesObject,
  type PodSpec,
  podSpec,
  workloadSpec,
} from './kubernetes-object.ts';

const serviceByContainer: Readonly<Record<string, Service>> = {
  controller: 'controller',
  'storage-node': 'storageNode',
  coordinator: 'coordinator',
  gateway: 'gateway',
};

const portsByContainer: Readonly<Record<string, readonly number[]>> = {
  controller: [7410, 7411],
  'storage-node': [7420, 7421],
  coordinator: [7430, 7431],
  gateway: [7440, 7441],
};

/** What the image has, and what the shell of a job may start. */
const programs = [
  ...['weir-controller', 'weir-storage-node', 'weir-coordinator', 'weir-gateway'],
  ...['weir', 'weir-rack', 'redis-server', 'node', 'sh'],
];

/** Pods of the chart that have a token, and why. */
const tokenHolders = ['r-weir-credentials', 'events-credentials'];

const chart = useChart();

describe.each(ciNames)('%s', (name) => {
  it('passes helm lint', async () => {
    const said = await chart.helm(['lint', '--strict', chartFolder, '--values', ciFile(name)]);
    expect(said).toContain('0 chart(s) failed');
  });

  it('renders objects that have names, labels and selectors of their own', async () => {
    const objects = await chart.render({ ci: [name] });
    const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const object of objects.filter(isOurs)) expectOwnMetadata(object);
    for (const object of objects) expectSelectorOfItsPods(object, objects);
  });

  it('runs pods as the restricted standard asks for', async () => {
    const pods = podsOf(await chart.render({ ci: [name] }));
    expect(pods.length).toBeGreaterThan(3);
    for (const { id, pod } of pods) expectRestricted(id, pod, name);
  });

  it('mounts what it has, and nothing in a way that keeps old certificates', async () => {
    const pods = podsOf(await chart.render({ ci: [name] }));
    expect(pods.length).toBeGreaterThan(3);
    for (const { pod, claims } of pods) expectVolumes(pod, claims);
  });

  it('starts programs of the image and asks probes that they answer', async () => {
    const pods = podsOf(await chart.render({ ci: [name] }));
    expect(pods.length).toBeGreaterThan(3);
    for (const { pod } of pods) {
      for (const container of ours(pod)) expectKnownProgram(container);
    }
  });

  it('tells each service what its config table takes', async () => {
    const pods = podsOf(await chart.render({ ci: [name] }));
    const containers = pods.flatMap(({ pod }) => pod.containers);
    const told = containers.flatMap((container) => {
      const service = serviceByContainer[container.name];
      if (service === undefined) return [];
      expectConfig(service, container);
      return [service];
    });
    expect(told.toSorted()).toEqual(['controller', 'coordinator', 'gateway', 'storageNode']);
  });
});

/** Not what the values bring as `extraObjects`. */
function isOurs({ metadata }: KubernetesObject): boolean {
  return !metadata.name.endsWith('-more');
}

function expectOwnMetadata({ kind, metadata }: KubernetesObject): void {
  expect(metadata.name.length).toBeLessThanOrEqual(63);
  if (!kind.startsWith('ClusterRole')) expect(metadata.namespace).toBe('apps');
  expect(metadata.labels).toMatchObject({
    'app.kubernetes.io/instance': 'r',
    'app.kubernetes.io/part-of': 'weir',
    'app.kubernetes.io/managed-by': 'Helm',
  });
}

function expectSelectorOfItsPods(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
): void {
  if (object.kind === 'StatefulSet' || object.kind === 'Deployment') {
    const { selector, template } = workloadSpec(object);
    expect(template.metadata.labels).toMatchObject(selector?.matchLabels ?? {});
    expect(Object.keys(selector?.matchLabels ?? {})).toHaveLength(3);
  }
  if (object.kind === 'Service') {
    const selector = object.spec?.['selector'] as Record<string, string>;
    const found = objects.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
    const labels = found.map((each) => workloadSpec(each).template.metadata.labels);
    const { 'statefulset.kubernetes.io/pod-name': _, ...rest } = selector;
    expect(labels).toContainEqual(expect.objectContaining(rest));
  }
}

interface PodOf {
  readonly id: string;
  readonly pod: PodSpec;
  readonly claims: readonly string[];
}

function podsOf(objects: readonly KubernetesObject[]): readonly PodOf[] {
  return objects.flatMap((object) => {
    const pod = podSpec(object);
    if (pod === undefined) return [];
    const claims =
      object.kind === 'StatefulSet'
        ? (workloadSpec(object).volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name)
        : [];
    return [{ id: object.metadata.name, pod, claims, component: componentOf(object) }];
  });
}

/** The containers of the chart, without those that values bring. */
function ours(pod: PodSpec): readonly Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers].filter(
    ({ image }) => !image.startsWith('busybox'),
  );
}

function expectRestricted(id: string, pod: PodSpec, ciName: string): void {
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  // Where the cluster chooses users, the chart names none.
  const users = ['runAsUser', 'runAsGroup', 'fsGroup'].map((key) => pod.securityContext[key]);
  if (ciName === 'openshift') expect(users).toEqual([undefined, undefined, undefined]);
  else expect(users.every((user) => typeof user === 'number' && user > 0)).toBe(true);

  expect(pod.automountServiceAccountToken).toBe(tokenHolders.includes(id));
  expect(pod.enableServiceLinks).toBe(false);
  for (const { securityContext } of ours(pod)) {
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
}

function expectVolumes(pod: PodSpec, claims: readonly string[]): void {
  const names = [...(pod.volumes ?? []).map((volume) => volume.name), ...claims];
  expect(new Set(names).size).toBe(names.length);
  for (const { volumeMounts = [] } of ours(pod)) {
    const paths = volumeMounts.map(({ mountPath }) => mountPath);
    expect(new Set(paths).size).toBe(paths.length);
    for (const mount of volumeMounts) {
      expect(names).toContain(mount.name);
      expect(mount.subPath).toBeUndefined();
    }
  }
  const mounted = ours(pod).flatMap(({ volumeMounts = [] }) =>
    volumeMounts.map(({ name }) => name),
  );
  for (const name of names) expect(mounted).toContain(name);
}

function expectKnownProgram(container: Container): void {
  const [program = '', , script = ''] = container.command;
  expect(programs).toContain(program);
  if (program === 'sh')
    expect(script).toMatch(/weir-rack|exec weir-storage-node|weir node|redis-server/);

  const ports = portsByContainer[container.name];
  if (ports === undefined) return;
  expect(container.ports?.map(({ containerPort }) => containerPort)).toEqual(ports);
  const { startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  expect(startupProbe?.httpGet).toEqual({ path: '/startupz', port: 'ops' });
  expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'ops' });
  if (livenessProbe !== undefined) {
    expect(livenessProbe.httpGet).toEqual({ path: '/livez', port: 'ops' });
  }
  expect(lifecycle?.preStop.exec.command.slice(0, 3)).toEqual([
    'weir-drain',
    '--port',
    String(ports[1]),
  ]);
}

/** What the kubelet would fill in. */
const fields: Readonly<Record<string, string>> = {
  'metadata.name': 'r-weir-storage-node-2',
  'status.podIP': '10.1.2.3',
  'status.hostIP': '10.0.0.4',
  'spec.nodeName': 'machine-4',
  "metadata.labels['apps.kubernetes.io/pod-index']": '2',
  "metadata.labels['example.com/rack']": 'rack-7',
};

function expectConfig(service: Service, { env = [] }: Container): void {
  const names = env.map((variable) => variable.name);
  expect(new Set(names).size).toBe(names.length);
  const config = loadConfig(configTables[service], { env: fillIn(env), argv: [] });
  expect(securityProblems(config)).toEqual([]);
  if ('redisUrl' in config) expect(toRedisTarget(config).db).toBeLessThan(16);
}

/** The variables as the container sees them: `$(NAME)` stands for one that was told before. */
function fillIn(env: readonly EnvVariable[]): Readonly<Record<string, string>> {
  const filled: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const text = value ?? fields[valueFrom?.fieldRef.fieldPath ?? ''];
    if (text === undefined) throw new Error(`${name}: has no value`);
    filled[name] = text.replaceAll(/\$\(([A-Z_]+)\)/g, (_, other: string) => {
      const found = filled[other];
      if (found === undefined) throw new Error(`${name}: ${other} is told later or never`);
      return found;
    });
  }
  return filled;
}
