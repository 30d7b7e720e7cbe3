import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Weir } from '@weir/client';
import { fixedTlsSource, splitAddress } from '@weir/runtime';
import { TestAuthority, type TestCertificate } from '@weir/runtime/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';
import { type CertificateFiles, writeCertificate } from '../harness/write-certificate.ts';

let directory: TemporaryDirectory;
let cluster: LocalCluster;
let authority: TestAuthority;
let ada: TestCertificate;
let adaFiles: CertificateFiles;
let caFile: string;
let weir: Weir;

beforeAll(async () => {
  directory = await temporaryDirectory();
  authority = await TestAuthority.create();
  caFile = join(directory.path, 'ca.crt');
  writeFileSync(caFile, authority.ca);
  const files = writeCertificate(
    directory.path,
    'service',
    await authority.issue({ name: 'service' }),
  );
  ada = await authority.issue({ name: 'ada' });
  adaFiles = writeCertificate(directory.path, 'ada', ada);
  const source = fixedTlsSource({ ca: authority.ca, ...ada });
  cluster = new LocalCluster({
    directory: directory.path,
    gateways: 1,
    calls: { tls: { source } },
    serviceArgs: [
      ...['--tls-cert-file', files.cert, '--tls-key-file', files.key],
      ...['--tls-ca-file', caFile, '--tls-client-auth', 'require'],
    ],
  });
  await cluster.start();
  await cluster.whenReady(60_000);
  weir = new Weir({
    bootstrap: cluster.bootstrap,
    tls: { ca: authority.ca, cert: ada.cert, key: ada.key },
  });
}, 120_000);

afterAll(async () => {
  await weir.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

/** The name of the certificate that a service shows a new connection. */
async function shownName(address: string): Promise<unknown> {
  const { cert, key } = ada;
  const socket = connect({ ...splitAddress(address), ca: authority.ca, cert, key });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

it('replicates, and serves the client library, by mutual TLS', async () => {
  await weir.admin().createTopic({ name: 'sealed', partitions: 3, replicationFactor: 3 });
  await using producer = weir.producer();
  for (const value of ['a', 'b', 'c']) await producer.send({ topic: 'sealed', key: value, value });
  expect((await readValues(weir, 'sealed')).toSorted()).toEqual(['a', 'b', 'c']);

  await using consumer = weir.consumer({ groupId: 'readers', topics: ['sealed'] });
  let count = 0;
  for await (const record of consumer.records()) {
    expect(record.topic).toBe('sealed');
    count += 1;
    if (count === 3) break;
  }
}, 60_000);

it('serves the command line, and says what is missing to one without a certificate', async () => {
  const bootstrap = ['--bootstrap', cluster.bootstrap.join(',')];
  const trusted = ['--tls-ca', caFile];
  const known = [...trusted, '--tls-cert', adaFiles.cert, '--tls-key', adaFiles.key];
  const produced = await runCli(['produce', 'by-cli', ...bootstrap, ...known], 'one\ntwo\n');
  expect(produced.code).toBe(1);
  const created = await runCli(['topic', 'create', 'by-cli', ...bootstrap, ...known]);
  expect(created).toMatchObject({ code: 0, stderr: '' });
  expect(await runCli(['produce', 'by-cli', ...bootstrap, ...known], 'one\n')).toMatchObject({
    code: 0,
  });
  const read = ['consume', 'by-cli', '--exit-at-end', ...bootstrap];
  expect(await runCli([...read, ...known])).toMatchObject({ code: 0, stdout: 'one\n', stderr: '' });

  const unknown = await runCli(['topic', 'list', ...bootstrap, ...trusted]);
  expect(unknown.code).toBe(3);
  expect(unknown.stderr).toMatch(/accepts connections but sends no metadata \(.*certificate/i);
  const untrusting = await runCli(['topic', 'list', ...bootstrap, '--tls']);
  expect(untrusting.code).toBe(3);
  expect(untrusting.stderr).toMatch(/certificate/);
}, 90_000);

it('takes replaced certificates over in every service without a restart', async () => {
  await weir.admin().createTopic({ name: 'renewed', partitions: 1, replicationFactor: 3 });
  await using producer = weir.producer();
  await producer.send({ topic: 'renewed', value: 'before' });
  writeCertificate(directory.path, 'service', await authority.issue({ name: 'renewed' }));
  for (const address of cluster.bootstrap) {
    await expect.poll(() => shownName(address), { timeout: 60_000, interval: 250 }).toBe('renewed');
  }
  await producer.send({ topic: 'renewed', value: 'after' });
  await cluster.node(1).process.kill();
  cluster.node(1).process.start();
  await cluster.whenReady(60_000);
  await producer.send({ topic: 'renewed', value: 'later' });
}, 180_000);

it('runs the standalone system by TLS, its roles too', async () => {
  const files = writeCertificate(directory.path, 'alone', await authority.issue({ name: 'alone' }));
  const args = [
    '--tls-cert-file',
    files.cert,
    '--tls-key-file',
    files.key,
    '--tls-ca-file',
    caFile,
  ];
  const home = join(directory.path, 'standalone');
  mkdirSync(home);
  await using standalone = await StandaloneProcess.create({ directory: home, args });
  await standalone.start();
  await using client = new Weir({ bootstrap: standalone.address, tls: { ca: authority.ca } });
  await client.admin().createTopic({ name: 'alone', partitions: 1, replicationFactor: 3 });
  await client.producer().send({ topic: 'alone', value: 'sealed' });
  expect(await readValues(client, 'alone')).toEqual(['sealed']);
}, 90_000);
