import { expect, it } from 'vitest';
import { only, useChart } from './chart-tests.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const chart = useChart();

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly ports?: readonly { readonly port: number }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

interface Policy {
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly policyTypes: readonly string[];
}

const anywhere = ['anywhere'];
const monitoring = { 7411: 'monitoring', 7421: 'monitoring', 7431: 'monitoring' };

it('lets each component be called by those that need it', async () => {
  const objects = await chart.render();
  expect(callers(objects, 'controller')).toEqual({
    7410: ['controller', 'storage-node', 'coordinator', 'gateway', 'client'],
    7411: [monitoring[7411]],
  });
  expect(callers(objects, 'storage-node')).toEqual({
    7420: ['controller', 'storage-node', 'coordinator', 'gateway', 'client'],
    7421: [monitoring[7421]],
  });
  expect(callers(objects, 'coordinator')).toEqual({
    7430: ['controller', 'coordinator', 'gateway', 'client'],
    7431: [monitoring[7431]],
  });
  expect(callers(objects, 'gateway')).toEqual({ 7440: anywhere, 7441: ['monitoring'] });
  expect(callers(objects, 'redis')).toEqual({ 6379: ['controller', 'coordinator'] });
  expect(callers(objects, 'job')).toEqual({});
});

it('lets each component call those that it needs, and ask for names', async () => {
  const objects = await chart.render();
  const dns = { 53: anywhere };
  expect(called(objects, 'controller')).toEqual({
    ...{ 6379: ['redis'], 7410: ['controller'], 7420: ['storage-node'], 7430: ['coordinator'] },
    ...dns,
  });
  expect(called(objects, 'storage-node')).toEqual({
    ...{ 7410: ['controller'], 7420: ['storage-node'] },
    ...dns,
  });
  expect(called(objects, 'coordinator')).toEqual({
    ...{ 6379: ['redis'], 7410: ['controller'], 7420: ['storage-node'], 7430: ['coordinator'] },
    ...dns,
  });
  expect(called(objects, 'gateway')).toEqual({
    ...{ 7410: ['controller'], 7420: ['storage-node'], 7430: ['coordinator'] },
    ...dns,
  });
  expect(called(objects, 'redis')).toEqual({});
  expect(called(objects, 'job')).toEqual({ 7440: ['gateway'], ...dns });
});

it('has a rule at the one end for each at the other', async () => {
  const objects = await chart.render();
  const components = ['controller', 'storage-node', 'coordinator', 'gateway', 'redis', 'job'];
  const asked = components.flatMap((component) =>
    Object.values(called(objects, component)).flatMap((peers) =>
      peers.filter((peer) => peer !== 'anywhere').map((peer) => `${component} to ${peer}`),
    ),
  );
  const granted = components.flatMap((component) =>
    Object.values(callers(objects, component)).flatMap((peers) =>
      peers.map((peer) => `${peer} to ${component}`),
    ),
  );
  const needs = asked.filter((each) => each !== 'job to gateway');
  expect(granted.filter((each) => needs.includes(each)).toSorted()).toEqual(needs.toSorted());
});

it('lets only those in that the values name', async () => {
  const objects = await chart.render({ ci: ['network-policy'] });
  expect(callers(objects, 'gateway')).toEqual({ 7440: ['job', 'orders'], 7441: ['observability'] });
  expect(callers(objects, 'storage-node')[7420]).toContain('billing');
  expect(callers(objects, 'controller')[7410]).toContain('10.0.0.0/8');
  expect(called(objects, 'storage-node')[53]).toEqual(['kube-system']);
});

it('lets clients outside reach storage nodes that have external addresses', async () => {
  const open = await chart.render({ ci: ['external-node-port'] });
  expect(callers(open, 'storage-node')[7420]).toEqual(anywhere);
  const narrow = await chart.render({ ci: ['external-load-balancer'] });
  expect(callers(narrow, 'storage-node')[7420]).toContain('10.0.0.0/8');
});

it('lets those out that need what is elsewhere', async () => {
  const redis = await chart.render({ ci: ['external-redis-url'] });
  expect(called(redis, 'controller')[6390]).toEqual(['10.20.0.0/16']);
  expect(called(redis, 'gateway')[6390]).toBeUndefined();
  const sentinel = await chart.render({ ci: ['sentinel'] });
  expect(called(sentinel, 'coordinator')).toMatchObject({ 6379: anywhere, 26379: anywhere });
  expect(JSON.stringify(policyOf(sentinel, 'controller'))).not.toContain('redis');
  const tokens = await chart.render({ ci: ['auth'] });
  expect(called(tokens, 'storage-node')[443]).toEqual(anywhere);
  const racks = await chart.render({ ci: ['racks-node-label'] });
  expect(called(racks, 'storage-node')).toMatchObject({ 443: anywhere, 6443: anywhere });
  expect(called(racks, 'gateway')[443]).toBeUndefined();
});

it('has none where pods are shielded by other means', async () => {
  const objects = await chart.render({ ci: ['no-network-policy'] });
  expect(objects.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
});

type Reach = Record<number, readonly string[]>;

function callers(objects: readonly KubernetesObject[], component: string): Reach {
  return reach(policyOf(objects, component).ingress ?? [], ({ from }) => from);
}

function called(objects: readonly KubernetesObject[], component: string): Reach {
  return reach(policyOf(objects, component).egress ?? [], ({ to }) => to);
}

function policyOf(objects: readonly KubernetesObject[], component: string): Policy {
  const { spec } = only(objects, 'NetworkPolicy', `r-weir-${component}`);
  const policy = spec as unknown as Policy;
  expect(policy.policyTypes).toEqual(['Ingress', 'Egress']);
  return policy;
}

function reach(
  rules: readonly Rule[],
  peersOf: (rule: Rule) => readonly Peer[] | undefined,
): Reach {
  const found: Record<number, string[]> = {};
  for (const rule of rules) {
    for (const port of new Set((rule.ports ?? []).map((each) => each.port))) {
      (found[port] ??= []).push(...(peersOf(rule)?.map(nameOf) ?? anywhere));
    }
  }
  return found;
}

function nameOf({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  const labels = { ...podSelector?.matchLabels, ...namespaceSelector?.matchLabels };
  if (ipBlock !== undefined) return ipBlock.cidr;
  if (labels['weir.io/client'] === 'true') return 'client';
  return (
    labels['app.kubernetes.io/component'] ??
    labels['kubernetes.io/metadata.name'] ??
    labels['team'] ??
    ''
  );
}
