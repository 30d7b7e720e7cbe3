import { WeirError } from '@weir/core';
import { fixedTlsSource, type IncomingCall, unrestrictedCaller } from '@weir/runtime';
import { generate } from 'selfsigned';
import { afterEach, expect, it } from 'vitest';
import { FakeCluster } from '../test/fake-cluster.ts';
import type { WeirCredentials, WeirOptions } from './weir-options.ts';
import { Weir } from './weir.ts';

const pair = await generate([{ name: 'commonName', value: 'weir' }], {
  algorithm: 'sha256',
  keyType: 'ec',
  extensions: [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ],
});
const material = { cert: Buffer.from(pair.cert), key: Buffer.from(pair.private) };
const tls = { source: fixedTlsSource({ ca: material.cert, ...material }) };
const apiKey = 'weir_1_secret';

const closables: AsyncDisposable[] = [];

afterEach(async () => {
  for (const closable of closables.splice(0)) await closable[Symbol.asyncDispose]();
});

async function connect(cluster: FakeCluster, options: Omit<WeirOptions, 'bootstrap'>) {
  const weir = new Weir({ bootstrap: cluster.address, connectTimeoutMs: 5_000, ...options });
  closables.unshift(weir);
  await weir.connect();
  return weir;
}

/** A gate that knows one API key. */
function identify({ metadata }: IncomingCall) {
  if (metadata.get('authorization')[0] === `Bearer ${apiKey}`) return unrestrictedCaller;
  throw new WeirError('AUTHENTICATION_FAILED', 'The API key is unknown');
}

async function start(security: Parameters<typeof FakeCluster.start>[1]): Promise<FakeCluster> {
  const cluster = await FakeCluster.start(2, security);
  closables.push(cluster);
  cluster.createTopic('t');
  return cluster;
}

it('connects and produces by mutual TLS, with certificates as text or bytes', async () => {
  const cluster = await start({ tls: { ...tls, clientAuth: 'require' } });
  const weir = await connect(cluster, {
    tls: { ca: pair.cert, cert: material.cert, key: pair.private },
  });
  const producer = weir.producer();
  await expect(producer.send({ topic: 't', value: 'a' })).resolves.toMatchObject({ offset: 0 });
});

it('says why it does not trust a server, or that it may want TLS', async () => {
  const cluster = await start({ tls: { ...tls, clientAuth: 'none' } });
  await expect(connect(cluster, { tls: true, connectTimeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/accepts connections.*self-signed certificate/) as string,
  });
  await expect(connect(cluster, { connectTimeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/accepts connections but sends no metadata/) as string,
  });
});

it.each([
  { apiKey },
  { token: apiKey },
  { token: () => apiKey },
  { token: () => Promise.resolve(apiKey) },
] satisfies WeirCredentials[])('sends its credentials with every call: %o', async (credentials) => {
  const cluster = await start({ security: { identify } });
  const weir = await connect(cluster, { credentials });
  await weir.admin().createTopic({ name: 'made', partitions: 1 });
  await weir.producer().send({ topic: 't', value: 'a' });
  await using consumer = weir.consumer({ topics: ['t'] });
  for await (const record of consumer.records({ untilEnd: true })) expect(record.text()).toBe('a');
});

it('tells at once that its credentials are wrong, and never what they are', async () => {
  const cluster = await start({ security: { identify } });
  const startedMs = performance.now();
  const options = { credentials: { apiKey: 'weir_2_wrong' }, connectTimeoutMs: 60_000 };
  const error: unknown = await connect(cluster, options).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'AUTHENTICATION_FAILED', message: 'The API key is unknown' });
  expect(performance.now() - startedMs).toBeLessThan(30_000);
});

it.each([
  [{ credentials: { apiKey: 'sec ret' } }, /credentials\.apiKey is empty or has characters/],
  [{ credentials: { token: '' } }, /credentials\.token is empty or has characters/],
  [{ tls: { ca: '/etc/ca.pem' } }, /tls\.ca: has no certificate in PEM/],
  [{ tls: { cert: pair.cert } }, /tls\.cert: has no key/],
])('refuses at once what cannot be used', (options, message) => {
  expect(() => new Weir({ bootstrap: '127.0.0.1:1', ...options })).toThrow(
    expect.objectContaining({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(message) as string,
    }),
  );
});
