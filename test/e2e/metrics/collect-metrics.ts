import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixedTlsSource } from '@weir/runtime';
import { TestAuthority } from '@weir/runtime/fixtures';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { StandaloneProcess } from '../../harness/standalone-process.ts';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';
import { writeCertificate } from '../../harness/write-certificate.ts';
import type { DescribedMetric, MetricsByService } from './metric-catalogue.ts';

const dumpRegistry = pathToFileURL(join(import.meta.dirname, 'dump-registry.ts')).href;
const services = ['controller', 'storage-node', 'coordinator', 'gateway'] as const;

/**
 * Starts one process of each service, with every switch of metrics on and with certificates, and asks each
 * for its metrics.
 */
export async function collectMetrics(): Promise<MetricsByService> {
  await using directory = await temporaryDirectory();
  const dumps = join(directory.path, 'dumps');
  mkdirSync(dumps);
  const options = `${process.env['NODE_OPTIONS'] ?? ''} --import ${dumpRegistry}`;
  const environment = { DUMP_REGISTRY_TO: dumps, NODE_OPTIONS: options };
  await withEnvironment(environment, () => scrapeAll(directory.path));
  const names = [...services, 'standalone'];
  return new Map(names.map((name) => [name, readDump(join(dumps, `${name}.json`))]));
}

/** The processes inherit the environment of this one. */
async function withEnvironment(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await run();
  } finally {
    process.env = before;
  }
}

async function scrapeAll(directory: string): Promise<void> {
  await using cluster = await startCluster(directory);
  for (const service of services) {
    await scrape(cluster.member(`${service}-1`).opsAddress ?? '');
  }
  await using standalone = await StandaloneProcess.create({
    directory: join(directory, 'standalone'),
    args: ['--partition-metrics', 'true'],
  });
  await standalone.start();
  await scrape(standalone.opsAddress);
}

async function startCluster(directory: string): Promise<LocalCluster> {
  const authority = await TestAuthority.create();
  const caFile = join(directory, 'ca.crt');
  writeFileSync(caFile, authority.ca);
  const issued = await authority.issue({ name: 'service' });
  const { cert, key } = writeCertificate(directory, 'service', issued);
  const cluster = new LocalCluster({
    ...{ directory, nodes: 1, controllers: 1, coordinators: 1, gateways: 1 },
    calls: { tls: { source: fixedTlsSource({ ca: authority.ca, ...issued }) } },
    serviceArgs: ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-file', caFile],
    storageNodeArgs: ['--partition-metrics', 'true'],
    coordinatorArgs: ['--group-partition-metrics', 'true'],
  });
  await cluster.start();
  await cluster.whenReady(60_000);
  return cluster;
}

async function scrape(opsAddress: string): Promise<void> {
  const { ok, status } = await fetch(`http://${opsAddress}/metrics`);
  if (!ok) throw new Error(`${opsAddress} answered a scrape with HTTP ${status}`);
}

function readDump(file: string): DescribedMetric[] {
  return JSON.parse(readFileSync(file, 'utf8')) as DescribedMetric[];
}
