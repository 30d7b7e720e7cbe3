import { expect, it } from 'vitest';
import { services } from './config-tables.ts';
import { useChart } from './chart-tests.ts';

const chart = useChart();

const maps = [
  ...['global', 'image', 'network', 'common', 'common.probes', 'common.probes.startup'],
  ...['common.serviceAccount', 'common.podDisruptionBudget', 'common.drain'],
  ...['controller', 'controller.config', 'controller.updateStrategy', 'controller.probes.liveness'],
  ...['controller.updateStrategy.rollingUpdate', 'storageNode', 'storageNode.config'],
  ...['storageNode.persistence', 'storageNode.persistence.retentionPolicy', 'storageNode.rack'],
  ...['storageNode.external', 'storageNode.scaleDown', 'coordinator', 'coordinator.config'],
  ...['gateway', 'gateway.config', 'gateway.service', 'gateway.grpcRoute', 'gateway.httpRoute'],
  ...['redis', 'redis.image', 'redis.auth', 'redis.persistence', 'externalRedis'],
  ...['externalRedis.tls', 'externalRedis.sentinel', 'tls', 'tls.existingSecrets'],
  ...['tls.certManager', 'tls.certManager.issuerRef', 'tls.certManager.extraDnsNames'],
  ...['auth', 'auth.keys', 'auth.jwt', 'networkPolicy', 'networkPolicy.apiServer', 'jobs'],
  ...['provisioning', 'check', 'monitoring', 'monitoring.scrape', 'monitoring.rules'],
  'monitoring.dashboards',
];

it('refuses a key at the top that it does not know', async () => {
  const said = await chart.refuse({ set: { replicas: 3 } });
  expect(said).toContain("at '': additional properties 'replicas' not allowed");
});

it.each(maps)('refuses a key of %s that it does not know', async (map) => {
  const said = await chart.refuse({ set: { [`${map}.unknownKey`]: 1 } });
  expect(said).toContain(
    `at '/${map.replaceAll('.', '/')}': additional properties 'unknownKey' not allowed`,
  );
});

it.each([
  ['gateway.replicas', '2'],
  ['gateway.replicas', 0],
  ['controller.replicas', 1.5],
  ['storageNode.persistence.size', 20],
  ['storageNode.persistence.size', 'large'],
  ['storageNode.rack.mode', 'annotation'],
  ['network.advertise', 'host'],
  ['image.digest', 'sha256:1234'],
  ['image.pullPolicy', 'Sometimes'],
  ['common.antiAffinity', true],
  ['common.resourcesPreset', 'huge'],
  ['common.tolerations', { key: 'pool' }],
  ['common.podLabels', { count: 1 }],
  ['gateway.podDisruptionBudget.maxUnavailable', '50%'],
  ['gateway.service.port', 70_000],
  ['redis.appendFsync', 'no'],
  ['redis.maxMemory', '50%'],
  ['externalRedis.url', 'http://redis:6379'],
  ['externalRedis.sentinel.nodes', ['sentinel']],
  ['tls.clientAuth', 'maybe'],
  ['tls.certManager.duration', '90 days'],
  ['auth.mode', false],
  ['auth.superUsers', ['ann']],
  ['networkPolicy.clientLabels', { 'weir.io/client': null }],
  ['provisioning.topics', [{ partitions: 3 }]],
  ['provisioning.topics', [{ name: 'orders', replicas: 3 }]],
  ['provisioning.acls', [{ principal: 'ann', resourceType: 'topic', operations: ['read'] }]],
  ['provisioning.acls', [{ principal: 'user:ann', resourceType: 'topic', operations: ['eat'] }]],
  ['provisioning.quotas', [{ principal: 'user:ann', bytes: 1 }]],
  ['monitoring.scrape.kind', 'Probe'],
  ['monitoring.scrape.interval', 15],
])('refuses %s: %j', async (path, value) => {
  const said = await chart.refuse({ set: { [path]: value } });
  expect(said).toContain(`at '/${path.replaceAll('.', '/')}`);
});

it.each([
  ['controller', 'WEIR_NODE_SESSION_TIMEOUT_MS', 10],
  ['storageNode', 'WEIR_TAIL_BYTES', '256Mi'],
  ['coordinator', 'WEIR_GROUP_ASSIGNOR', 'random'],
  ['gateway', 'WEIR_DRAIN_GRACE_MS', -1],
])('refuses a config of %s that the service would refuse: %s=%j', async (service, env, value) => {
  const said = await chart.refuse({ set: { [`${service}.config.${env}`]: value } });
  expect(said).toContain(`at '/${service}/config/${env}'`);
});

it.each(services)('refuses what the chart tells the %s itself', async (service) => {
  const said = await chart.refuse({ set: { [`${service}.config.WEIR_PORT`]: 1234 } });
  expect(said).toContain("additional properties 'WEIR_PORT' not allowed");
});
