import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chartFolder, ciNames } from './chart-folder.ts';
import { only, useChart } from './chart-tests.ts';
import {
  type KubernetesObject,
  type PodTemplate,
  podSpec,
  workloadSpec,
} from './kubernetes-object.ts';

const chart = useChart();
const folder = mkdtempSync(join(tmpdir(), 'weir-chart-'));

/** The chart as it is, but of another version, with another image. */
const nextVersion = join(folder, 'weir');

beforeAll(() => {
  cpSync(chartFolder, nextVersion, { recursive: true });
  const file = join(nextVersion, 'Chart.yaml');
  const text = readFileSync(file, 'utf8').replaceAll(/^((?:appV|v)ersion): .*$/gm, '$1: 9.8.7');
  writeFileSync(file, text);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each(ciNames)('changes nothing that is immutable in a new version: %s', async (name) => {
  const before = immutableParts(await chart.render({ ci: [name] }));
  const after = immutableParts(await chart.render({ ci: [name], chart: nextVersion }));
  expect(before.size).toBeGreaterThan(3);
  expect(after).toEqual(before);
});

it('tells a new version by its image alone', async () => {
  const before = podTemplates(await chart.render());
  const after = podTemplates(await chart.render({ chart: nextVersion }));
  const old = JSON.stringify([...before]).replaceAll('weir:0.1.0', 'weir:9.8.7');
  expect(JSON.stringify([...after])).toBe(old);
});

it.each([
  ['storageNode.replicas', 4],
  ['controller.replicas', 3],
  ['coordinator.replicas', 5],
  ['gateway.replicas', 7],
])('restarts nobody when %s changes', async (path, replicas) => {
  for (const ci of [[], ['external-node-port'], ['tls-cert-manager'], ['racks-node-label']]) {
    const before = await chart.render({ ci, set: { 'storageNode.replicas': 3 } });
    const after = await chart.render({ ci, set: { 'storageNode.replicas': 3, [path]: replicas } });
    expect(podTemplates(after)).toEqual(podTemplates(before));
    expect(certificates(after)).toEqual(certificates(before));
  }
});

it('restarts Redis when its config changes, and nobody else', async () => {
  const before = podTemplates(await chart.render());
  const after = podTemplates(await chart.render({ set: { 'redis.maxMemory': '1gb' } }));
  const changed = [...after].filter(([name, template]) => !isSame(template, before.get(name)));
  expect(changed.map(([name]) => name)).toEqual(['StatefulSet/r-weir-redis']);
});

it('restarts one service when its config changes', async () => {
  const before = podTemplates(await chart.render());
  const after = podTemplates(
    await chart.render({ set: { 'gateway.config.WEIR_MAX_CONNECTION_AGE_MS': 3_600_000 } }),
  );
  const changed = [...after].filter(([name, template]) => !isSame(template, before.get(name)));
  expect(changed.map(([name]) => name)).toEqual(['Deployment/r-weir-gateway']);
});

it('restarts nobody when claims grow, budgets, policies, labels of objects or monitoring change', async () => {
  const set = {
    'storageNode.podDisruptionBudget.enabled': false,
    'networkPolicy.gatewayFrom': [{ podSelector: {} }],
    'commonAnnotations.note': 'x',
    'monitoring.rules.enabled': true,
    'gateway.service.type': 'LoadBalancer',
    'provisioning.enabled': true,
    'storageNode.persistence.size': '500Gi',
  };
  expect(podTemplates(await chart.render({ set }))).toEqual(podTemplates(await chart.render()));
});

it('writes large numbers in digits', async () => {
  const set = { 'gateway.config.WEIR_MAX_CONNECTION_AGE_MS': 86_400_000 };
  const gateway = only(await chart.render({ set }), 'Deployment', 'r-weir-gateway');
  expect(JSON.stringify(gateway)).toContain('"86400000"');
});

it.each(ciNames)('renders the same twice, without chance or time: %s', async (name) => {
  const first = await chart.render({ ci: [name] });
  // Another release name would be another key: this renders anew.
  const second = await chart.render({ ci: [name], kubeVersion: '1.37.0' });
  expect(second).toEqual(first);
});

/** What Kubernetes refuses to change: of StatefulSets nearly all, of Deployments the selector. */
function immutableParts(objects: readonly KubernetesObject[]): ReadonlyMap<string, unknown> {
  const parts = new Map<string, unknown>();
  for (const { kind, metadata, spec = {} } of objects) {
    const id = `${kind}/${metadata.name}`;
    if (kind === 'StatefulSet') {
      const { serviceName, selector, podManagementPolicy, volumeClaimTemplates } = spec;
      parts.set(id, { serviceName, selector, podManagementPolicy, volumeClaimTemplates });
    }
    if (kind === 'Deployment') parts.set(id, spec['selector']);
    if (kind === 'Service') parts.set(id, spec['clusterIP']);
  }
  return parts;
}

/** The pods that restart when their template changes, by kind and name. */
function podTemplates(objects: readonly KubernetesObject[]): ReadonlyMap<string, PodTemplate> {
  const lasting = objects.filter(
    (object) => object.kind !== 'Job' && object.kind !== 'Pod' && podSpec(object) !== undefined,
  );
  return new Map(
    lasting.map((object) => [
      `${object.kind}/${object.metadata.name}`,
      workloadSpec(object).template,
    ]),
  );
}

function certificates(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(({ kind }) => kind === 'Certificate');
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
