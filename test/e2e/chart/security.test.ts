import { expect, it } from 'vitest';
import { only, useChart } from './chart-tests.ts';
import { type Container, type KubernetesObject, podSpec } from './kubernetes-object.ts';

const chart = useChart();

const services = [
  ['StatefulSet', 'controller'],
  ['StatefulSet', 'storage-node'],
  ['Deployment', 'coordinator'],
  ['Deployment', 'gateway'],
] as const;

it.each(services)('has a certificate of cert-manager for %s %s', async (kind, component) => {
  const objects = await chart.render({ ci: ['tls-cert-manager'] });
  const { spec } = only(objects, 'Certificate', `r-weir-${component}`);
  expect(spec).toMatchObject({
    secretName: `r-weir-${component}-tls`,
    usages: ['server auth', 'client auth'],
    issuerRef: { kind: 'Issuer', name: 'r-weir-authority', group: 'cert-manager.io' },
  });
  const host = `r-weir-${component}.apps.svc.cluster.local`;
  expect(spec?.['dnsNames']).toEqual(
    expect.arrayContaining(['r-weir.apps.svc', host, `*.${host}`, 'localhost']),
  );
  const pod = podSpec(only(objects, kind, `r-weir-${component}`));
  expect(pod?.volumes).toContainEqual({
    name: 'tls',
    secret: { secretName: spec?.['secretName'] },
  });
  expect(envOf(only(objects, kind, `r-weir-${component}`))).toMatchObject({
    WEIR_TLS_CERT_FILE: '/etc/weir/tls/tls.crt',
    WEIR_TLS_KEY_FILE: '/etc/weir/tls/tls.key',
    WEIR_TLS_CA_FILE: '/etc/weir/tls/ca.crt',
    WEIR_TLS_CLIENT_AUTH: component === 'gateway' ? 'none' : 'require',
    WEIR_TLS_SERVER_NAME: 'r-weir.apps.svc',
  });
});

it('brings an authority where no issuer is named', async () => {
  const objects = await chart.render({ ci: ['tls-cert-manager'] });
  expect(only(objects, 'Issuer', 'r-weir-self-signed').spec).toEqual({ selfSigned: {} });
  expect(only(objects, 'Certificate', 'r-weir-authority').spec).toMatchObject({
    isCA: true,
    secretName: 'r-weir-authority-tls',
    issuerRef: { name: 'r-weir-self-signed' },
  });
  expect(only(objects, 'Issuer', 'r-weir-authority').spec).toEqual({
    ca: { secretName: 'r-weir-authority-tls' },
  });
});

it('takes an issuer that is there', async () => {
  const objects = await chart.render({ ci: ['tls-cluster-issuer'] });
  expect(objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
  const issuers = objects
    .filter(({ kind }) => kind === 'Certificate')
    .map(({ spec }) => spec?.['issuerRef']);
  expect(issuers).toHaveLength(5);
  for (const issuer of issuers) {
    expect(issuer).toEqual({ name: 'company', kind: 'ClusterIssuer', group: 'cert-manager.io' });
  }
});

it('takes certificates that are there, of one component or of all', async () => {
  const objects = await chart.render({ ci: ['tls-existing-secret'] });
  const secrets = services.map(([kind, component]) => {
    const pod = podSpec(only(objects, kind, `r-weir-${component}`));
    return pod?.volumes?.find(({ name }) => name === 'tls')?.secret?.secretName;
  });
  expect(secrets).toEqual(['weir-tls', 'weir-tls', 'weir-tls', 'weir-gateway-tls']);
  const names = services.map(
    ([kind, component]) =>
      envOf(only(objects, kind, `r-weir-${component}`))['WEIR_TLS_SERVER_NAME'],
  );
  expect(new Set(names)).toEqual(new Set(['weir.example.com']));
});

it('has jobs call by TLS, with a certificate of their own', async () => {
  const objects = await chart.render({ ci: ['tls-cert-manager'] });
  const check = only(objects, 'Pod', 'r-weir-job-check');
  expect(envOf(check)).toMatchObject({
    WEIR_BOOTSTRAP: 'r-weir-gateway.apps.svc.cluster.local:7440',
    WEIR_TLS_CA: '/etc/weir/tls/ca.crt',
    WEIR_TLS_CERT: '/etc/weir/tls/tls.crt',
  });
  expect(podSpec(check)?.volumes).toContainEqual({
    name: 'tls',
    secret: { secretName: 'r-weir-client-tls' },
  });
});

it.each(services)('asks %s %s who calls, by files that are read again', async (kind, component) => {
  const objects = await chart.render({ ci: ['auth'] });
  const workload = only(objects, kind, `r-weir-${component}`);
  expect(envOf(workload)).toMatchObject({
    WEIR_AUTH: 'required',
    WEIR_CLUSTER_SECRET_FILE: '/etc/weir/auth/cluster.secret',
    WEIR_ADMIN_KEY_FILE: '/etc/weir/auth/admin.keys',
    WEIR_SUPER_USERS: 'user:ann',
    WEIR_JWT_JWKS_URL: 'https://login.example.com/keys',
    WEIR_JWT_ISSUER: 'https://login.example.com',
    WEIR_JWT_AUDIENCE: 'weir',
  });
  expect(podSpec(workload)?.volumes).toContainEqual({
    name: 'auth',
    secret: {
      secretName: 'r-weir-credentials',
      items: [
        { key: 'cluster.secret', path: 'cluster.secret' },
        { key: 'admin.keys', path: 'admin.keys' },
      ],
    },
  });
});

it('makes secrets by a job that may touch that one Secret alone', async () => {
  const objects = await chart.render({ ci: ['auth'] });
  const ours = objects.filter(({ metadata }) => metadata.name === 'r-weir-credentials');
  expect(ours.map(({ kind }) => kind).toSorted()).toEqual([
    'Job',
    'Role',
    'RoleBinding',
    'ServiceAccount',
  ]);
  for (const { metadata } of ours) {
    expect(metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
  }
  const { rules } = only(objects, 'Role', 'r-weir-credentials') as KubernetesObject & {
    readonly rules: unknown;
  };
  expect(rules).toEqual([
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['r-weir-credentials'],
      verbs: ['get', 'patch'],
    },
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  ]);
});

it('makes no secrets where they are brought', async () => {
  const objects = await chart.render({ ci: ['auth-existing-secret'] });
  expect(objects.filter(({ metadata }) => metadata.name.endsWith('-credentials'))).toEqual([]);
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  const redis = podSpec(only(objects, 'StatefulSet', 'r-weir-redis'));
  expect(redis?.volumes).toContainEqual({
    name: 'redis-password',
    secret: { secretName: 'weir-redis', items: [{ key: 'password', path: 'password' }] },
  });
});

it('never has a secret in a template, a variable or a ConfigMap', async () => {
  for (const ci of ['auth', 'redis-auth', 'provisioning']) {
    const objects = await chart.render({ ci: [ci] });
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const env = objects.flatMap((object) => Object.keys(envOf(object)));
    expect(env.filter((name) => /(PASSWORD|SECRET|API_KEY|TOKEN)$/.test(name))).toEqual([]);
  }
});

it('gives Redis its password by a file, and those who call it the same', async () => {
  const objects = await chart.render({ ci: ['redis-auth'] });
  const redis = podSpec(only(objects, 'StatefulSet', 'r-weir-redis'));
  const [container] = redis?.containers ?? [];
  expect(container?.command.at(-1)).toContain('cat /etc/weir/redis/password');
  expect(container?.readinessProbe?.exec?.command.at(-1)).toContain('REDISCLI_AUTH');
  for (const [kind, component] of [services[0], services[2]]) {
    const workload = only(objects, kind, `r-weir-${component}`);
    expect(envOf(workload)).toMatchObject({
      WEIR_REDIS_URL: 'redis://r-weir-redis.apps.svc.cluster.local:6379/0',
      WEIR_REDIS_PASSWORD_FILE: '/etc/weir/redis/password',
    });
  }
});

it('keeps what Weir relies on below the config that users add to Redis', async () => {
  const objects = await chart.render({
    set: { 'redis.extraConfig': 'appendonly no\nmaxmemory-policy allkeys-lru' },
  });
  const conf = only(objects, 'ConfigMap', 'r-weir-redis').data?.['redis.conf'] ?? '';
  const lines = conf.trim().split('\n');
  expect(lines.findLast((line) => line.startsWith('appendonly'))).toBe('appendonly yes');
  expect(lines.findLast((line) => line.startsWith('maxmemory-policy'))).toBe(
    'maxmemory-policy noeviction',
  );
});

it('leads to Redis as soon as it runs, since clients wait for one that loads', async () => {
  const { spec } = only(await chart.render(), 'Service', 'r-weir-redis');
  expect(spec).toMatchObject({ publishNotReadyAddresses: true, ports: [{ port: 6379 }] });
});

it('finds an external Redis by TLS, and one by its Sentinels', async () => {
  const external = await chart.render({ ci: ['external-redis'] });
  expect(envOf(only(external, 'Deployment', 'r-weir-coordinator'))).toMatchObject({
    WEIR_REDIS_URL: 'rediss://redis.example.com:6380/2',
    WEIR_REDIS_USERNAME: 'weir',
    WEIR_REDIS_TLS_CA_FILE: '/etc/weir/redis-ca/ca.crt',
    WEIR_REDIS_KEY_PREFIX: 'team-a',
  });
  const sentinel = await chart.render({ ci: ['sentinel'] });
  expect(envOf(only(sentinel, 'StatefulSet', 'r-weir-controller'))).toMatchObject({
    WEIR_REDIS_SENTINELS:
      'sentinel-0.example.com:26379,sentinel-1.example.com:26379,sentinel-2.example.com:26379',
    WEIR_REDIS_SENTINEL_MASTER: 'main',
    WEIR_REDIS_SENTINEL_PASSWORD_FILE: '/etc/weir/redis-sentinel/password',
  });
  expect(external.filter(({ metadata }) => metadata.name === 'r-weir-redis')).toEqual([]);
});

function envOf(object: KubernetesObject): Readonly<Record<string, string | undefined>> {
  const containers: readonly Container[] = podSpec(object)?.containers ?? [];
  const env = containers.flatMap((container) => container.env ?? []);
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}
