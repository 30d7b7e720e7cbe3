import { expect, it } from 'vitest';
import { type RenderOptions, useChart } from './chart-tests.ts';

const chart = useChart();

const cases: readonly (readonly [string, RenderOptions, string])[] = [
  [
    'two Redis',
    { set: { 'externalRedis.host': 'redis' } },
    'redis.enabled and externalRedis.host: there is one Redis; set redis.enabled=false',
  ],
  ['no Redis', { set: { 'redis.enabled': false } }, 'redis.enabled=false: name a Redis'],
  [
    'an external Redis with two addresses',
    { ci: ['external-redis'], set: { 'externalRedis.url': 'redis://other' } },
    'externalRedis.host, externalRedis.url: set one of them',
  ],
  [
    'a password in a URL',
    { ci: ['external-redis-url'], set: { 'externalRedis.url': 'redis://:secret@redis' } },
    'externalRedis.url: holds a password or user',
  ],
  [
    'a URL that contradicts the choice of TLS',
    { ci: ['external-redis-url'], set: { 'externalRedis.tls.enabled': false } },
    'externalRedis.url: begins with rediss:// if and only if',
  ],
  [
    'an authority without TLS',
    { ci: ['external-redis'], set: { 'externalRedis.tls.enabled': false } },
    'externalRedis.tls.caSecret: has no effect; set externalRedis.tls.enabled=true',
  ],
  [
    'a user of Redis without a password',
    { ci: ['external-redis'], set: { 'externalRedis.existingSecret': '' } },
    'externalRedis.username: needs a password in externalRedis.existingSecret',
  ],
  [
    'Sentinels by TLS without an authority',
    { ci: ['sentinel'], set: { 'externalRedis.tls.caSecret': '' } },
    'by Sentinels it needs the authority in externalRedis.tls.caSecret',
  ],
  [
    'Sentinels and a database',
    { ci: ['sentinel'], set: { 'externalRedis.database': 3 } },
    'externalRedis.database=3: by Sentinels it is 0',
  ],
  [
    'Sentinels that are not listed',
    { ci: ['sentinel'], set: { 'externalRedis.sentinel.nodes': [] } },
    'list the Sentinels in externalRedis.sentinel.nodes',
  ],
  [
    'a master of Sentinels that has no name',
    { ci: ['sentinel'], set: { 'externalRedis.sentinel.masterName': '' } },
    'name the master in externalRedis.sentinel.masterName',
  ],
  [
    'a password that Redis does not ask for',
    { set: { 'redis.auth.existingSecret': 'a' } },
    'redis.auth.existingSecret: has no effect; set redis.auth.enabled=true',
  ],
  [
    'a password of an external Redis for the own one',
    { set: { 'externalRedis.existingSecret': 'a' } },
    'externalRedis.existingSecret: has no effect with redis.enabled',
  ],
  [
    'TLS without certificates',
    { set: { 'tls.enabled': true } },
    'say where certificates come from',
  ],
  [
    'two sources of certificates',
    { ci: ['tls-cert-manager'], set: { 'tls.existingSecret': 'a' } },
    'there is one source of certificates',
  ],
  [
    'certificates for some components only',
    { set: { 'tls.enabled': true, 'tls.existingSecrets.gateway': 'a' } },
    'tls.existingSecrets: has none for client, controller, coordinator, storageNode',
  ],
  [
    'certificates without TLS',
    { set: { 'tls.existingSecret': 'a' } },
    'have no effect; set tls.enabled=true',
  ],
  [
    'cert-manager without TLS',
    { set: { 'tls.certManager.enabled': true } },
    'tls.certManager.enabled: has no effect; set tls.enabled=true',
  ],
  [
    'super users that nobody asks for',
    { set: { 'auth.superUsers': ['user:ann'] } },
    'auth.superUsers: has no effect with auth.mode=off; set auth.mode=required',
  ],
  [
    'tokens that nobody asks for',
    { set: { 'auth.jwt.jwksUrl': 'https://login/keys' } },
    'auth.jwt: has no effect with auth.mode=off',
  ],
  [
    'two places of the keys of tokens',
    { ci: ['auth'], set: { 'auth.jwt.jwksConfigMap': 'keys' } },
    'auth.jwt.jwksUrl and auth.jwt.jwksConfigMap: set one',
  ],
  [
    'an audience without keys',
    { set: { 'auth.mode': 'required', 'auth.jwt.audience': 'weir' } },
    'need keys: set auth.jwt.jwksUrl or auth.jwt.jwksConfigMap',
  ],
  [
    'fewer nodes than copies',
    { set: { 'storageNode.replicas': 2 } },
    'storageNode.replicas=2: topics with 3 copies need 3 nodes; raise it, or lower defaultReplicationFactor',
  ],
  [
    'a budget that takes the majority of the copies',
    { set: { 'storageNode.replicas': 6, 'storageNode.podDisruptionBudget.maxUnavailable': 2 } },
    'partitions with 3 copies refuse writes when more than 1 of them are away; set 1',
  ],
  [
    'a budget that takes every gateway',
    { set: { 'gateway.podDisruptionBudget.maxUnavailable': 2 } },
    'gateway.podDisruptionBudget.maxUnavailable=2: with 2 replicas nobody would be left; set 1',
  ],
  [
    'a pod that is killed while it drains',
    { set: { 'storageNode.terminationGracePeriodSeconds': 90 } },
    'storageNode.terminationGracePeriodSeconds=90: the pod would be killed while it hands over its work; at least 110',
  ],
  [
    'a gateway that is killed while it drains',
    { set: { 'gateway.terminationGracePeriodSeconds': 25 } },
    'gateway.terminationGracePeriodSeconds=25: the pod would be killed while it hands over its work; at least 30',
  ],
  [
    'a drain without time to wait for its turn',
    { set: { 'storageNode.drain.timeoutSeconds': 20 } },
    'storageNode.drain.timeoutSeconds=20: leaves less than 10 s',
  ],
  [
    'zones of pods where Kubernetes does not have them',
    { set: { 'storageNode.rack.mode': 'podLabel' }, kubeVersion: '1.34.0' },
    'Kubernetes v1.34.0 does not copy topology.kubernetes.io/zone to pods (1.35 does); set nodeLabel',
  ],
  [
    'no external address',
    { set: { 'storageNode.external.enabled': true } },
    'storageNode.external.address: say how clients outside reach each pod',
  ],
  [
    'one external address for all',
    {
      set: {
        'storageNode.external.enabled': true,
        'storageNode.external.address': 'weir.example.com:7420',
      },
    },
    'storageNode.external.address=weir.example.com:7420: is the same for every pod',
  ],
  [
    'node ports that are not known',
    { ci: ['external-node-port'], set: { 'storageNode.external.nodePortBase': 0 } },
    'needs storageNode.external.nodePortBase',
  ],
  [
    'node ports without such Services',
    { ci: ['external-node-port'], set: { 'storageNode.external.type': 'ClusterIP' } },
    'a Service of type ClusterIP has no node port',
  ],
  [
    'node ports beyond the last',
    { ci: ['external-node-port'], set: { 'storageNode.external.nodePortBase': 65_534 } },
    'leaves no port for 3 nodes',
  ],
  [
    'a topic with more copies than nodes',
    {
      set: {
        'provisioning.enabled': true,
        'provisioning.topics': [{ name: 'a', replicationFactor: 4 }],
      },
    },
    'provisioning.topics: a has 4 copies, there are 3 storage nodes',
  ],
  [
    'a topic that can never be written',
    {
      ci: ['provisioning-job'],
      set: { 'provisioning.topics': [{ name: 'a', configs: { 'min.insync.replicas': 4 } }] },
    },
    'provisioning.topics: min.insync.replicas=4 with 3 copies can never be met',
  ],
  [
    'a topic that is there twice',
    { ci: ['provisioning-job'], set: { 'provisioning.topics': [{ name: 'a' }, { name: 'a' }] } },
    'provisioning.topics: a is there twice',
  ],
  [
    'topics that nobody makes',
    { set: { 'provisioning.topics': [{ name: 'a' }] } },
    'have no effect; set provisioning.enabled=true',
  ],
  [
    'rights that nobody asks for',
    { ci: ['provisioning'], set: { 'auth.mode': 'off' } },
    'provisioning.acls: nobody asks for rights with auth.mode=off',
  ],
  [
    'a variable of Weir outside config',
    { set: { 'gateway.extraEnv': [{ name: 'WEIR_PORT', value: '1' }] } },
    'gateway.extraEnv: WEIR_PORT belongs into gateway.config',
  ],
  [
    'a route that belongs to no Gateway',
    { set: { 'gateway.grpcRoute.enabled': true } },
    'gateway.grpcRoute.parentRefs: name the Gateway',
  ],
  [
    'a route to a port that is not there',
    { ci: ['gateway-api'], set: { 'gateway.service.httpPort': 0 } },
    'gateway.httpRoute: needs gateway.service.httpPort',
  ],
];

it.each(cases)('refuses %s', async (_, options, message) => {
  const said = await chart.refuse(options);
  expect(said).toContain('These values cannot be installed:');
  expect(said).toContain(message);
});

it('tells all problems at once', async () => {
  const set = { 'redis.enabled': false, 'tls.enabled': true, 'storageNode.replicas': 1 };
  const said = await chart.refuse({ set });
  expect(said.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(3);
});

it.each([
  [
    'a single node for topics with one copy',
    { 'storageNode.replicas': 1, defaultReplicationFactor: 1 },
  ],
  [
    'a budget of two for topics with five copies',
    {
      'storageNode.replicas': 5,
      defaultReplicationFactor: 5,
      'storageNode.podDisruptionBudget.maxUnavailable': 2,
    },
  ],
  ['zones of pods in Kubernetes 1.35', { 'storageNode.rack.mode': 'podLabel' }],
])('takes %s', async (_, set) => {
  const objects = await chart.render({ set, kubeVersion: '1.35.0' });
  expect(objects).not.toHaveLength(0);
});
