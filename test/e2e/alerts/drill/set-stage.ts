import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weir, type WeirOptions } from '@weir/client';
import { fixedTlsSource } from '@weir/runtime';
import { TestAuthority } from '@weir/runtime/fixtures';
import { eventually } from '../../../harness/eventually.ts';
import { hurryRules } from '../../../harness/hurry-rules.ts';
import { LocalCluster, type LocalClusterOptions } from '../../../harness/local-cluster.ts';
import { PrometheusProcess } from '../../../harness/prometheus-process.ts';
import {
  clusterScrapeTargets,
  type ScrapeTarget,
  writeScrapeTargets,
} from '../../../harness/scrape-targets.ts';
import { SmallDisk } from '../../../harness/small-disk.ts';
import { writeCertificate } from '../../../harness/write-certificate.ts';
import { rulesFile } from '../alert-rules.ts';
import type { AlertDrill, LoweredThreshold } from './alert-drill.ts';
import { DrillLoad } from './drill-load.ts';
import type { DrillScene } from './drill-scene.ts';

const topic = 'orders';
const readyMs = 180_000;
const scrapeIntervalMs = 2_000;
const smallDiskMebibytes = 96;
const adminKey = 'weir_admin_0123456789abcdef0123456789abcdef';

/** A scene that is set, with the Prometheus that watches it. */
export interface Stage {
  readonly scene: DrillScene;
  readonly prometheus: PrometheusProcess;
}

/** How the cluster is reached, and what it is started with. */
interface Access {
  readonly cluster: Pick<LocalClusterOptions, 'calls' | 'serviceArgs'>;
  readonly client: Pick<WeirOptions, 'tls' | 'credentials'>;
  readonly authority?: TestAuthority;
}

/** Starts all that a drill needs, and waits until records flow and all is scraped. */
export async function setStage(
  drill: AlertDrill,
  options: {
    readonly directory: string;
    readonly hurry: number;
    readonly stack: AsyncDisposableStack;
  },
): Promise<Stage> {
  const { directory, hurry, stack } = options;
  mkdirSync(directory, { recursive: true });
  const smallDisk = await mountSmallDisk(drill, options);
  const access = await prepareAccess(drill, directory);
  const cluster = stack.use(
    new LocalCluster({
      ...{ directory, gateways: 1, isProxied: drill.environment === 'proxied' },
      ...drill.cluster,
      ...access.cluster,
    }),
  );
  await cluster.start();
  await cluster.whenReady(readyMs);
  const clientOptions = { bootstrap: cluster.bootstrap, ...access.client };
  const weir = stack.use(new Weir(clientOptions));
  const admin = weir.admin();
  await createTopic(drill, admin);
  const isOpen = drill.environment !== 'secured' && drill.environment !== 'tls';
  const http = isOpen ? cluster.member('gateway-1').address : undefined;
  const load = stack.use(DrillLoad.start(weir, topic, http));

  const targetFile = join(directory, 'scrape-targets.json');
  const targets = clusterScrapeTargets(cluster);
  writeScrapeTargets(targetFile, targets);
  const prometheus = stack.use(
    await PrometheusProcess.create({
      directory,
      targetFiles: [targetFile],
      scrapeIntervalMs,
      ruleFiles: [writeRules(directory, hurry, drill.lowered ?? [])],
    }),
  );
  await prometheus.start();
  await whenFlowing(load, prometheus, targets.length);
  const scene = {
    ...{ directory, cluster, weir, admin, topic, clientOptions, smallDisk },
    authority: access.authority,
    stopReader: () => load.stopReader(),
    addTarget: (target: ScrapeTarget) => {
      writeScrapeTargets(targetFile, [...targets, target]);
      return () => {
        writeScrapeTargets(targetFile, targets);
      };
    },
  };
  return { scene, prometheus };
}

async function mountSmallDisk(
  { environment }: AlertDrill,
  { directory, stack }: { readonly directory: string; readonly stack: AsyncDisposableStack },
): Promise<SmallDisk | undefined> {
  const places = { 'small-disk': 'storage-node-1', 'small-redis-disk': 'redis' } as const;
  if (environment !== 'small-disk' && environment !== 'small-redis-disk') return undefined;
  return stack.use(await SmallDisk.mount(join(directory, places[environment]), smallDiskMebibytes));
}

async function prepareAccess({ environment }: AlertDrill, directory: string): Promise<Access> {
  if (environment === 'tls') return prepareTls(directory);
  if (environment !== 'secured') return { cluster: {}, client: {} };

  const keyFile = join(directory, 'admin.key');
  const secretFile = join(directory, 'cluster.secret');
  writeFileSync(keyFile, adminKey);
  writeFileSync(secretFile, 'a'.repeat(32));
  return {
    cluster: {
      calls: { authorization: () => `Bearer ${adminKey}` },
      serviceArgs: [
        ...['--auth', 'required', '--cluster-secret-file', secretFile],
        ...['--admin-key-file', keyFile],
      ],
    },
    client: { credentials: { apiKey: adminKey } },
  };
}

async function prepareTls(directory: string): Promise<Access> {
  const authority = await TestAuthority.create();
  const caFile = join(directory, 'ca.crt');
  writeFileSync(caFile, authority.ca);
  const issued = await authority.issue({ name: 'service' });
  const { cert, key } = writeCertificate(directory, 'service', issued);
  return {
    authority,
    cluster: {
      calls: { tls: { source: fixedTlsSource({ ca: authority.ca, ...issued }) } },
      serviceArgs: ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-file', caFile],
    },
    client: { tls: { ca: authority.ca } },
  };
}

async function createTopic({ cluster }: AlertDrill, admin: DrillScene['admin']): Promise<void> {
  const configs = { 'min.insync.replicas': '2' };
  const assignments = [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
  ];
  if ((cluster?.nodes ?? 3) < 3) throw new Error('A drill needs three storage nodes');
  await admin.createTopic({ name: topic, assignments, configs });
}

/** The rules, in a hurry and with lower thresholds. */
function writeRules(
  directory: string,
  hurry: number,
  lowered: readonly LoweredThreshold[],
): string {
  const text = lowered.reduce(lower, readFileSync(rulesFile, 'utf8'));
  const file = join(directory, 'rules.yaml');
  writeFileSync(file, hurryRules(text, hurry));
  return file;
}

function lower(text: string, { alert, from, to }: LoweredThreshold): string {
  const begin = text.indexOf(`- alert: ${alert}\n`);
  const end = text.indexOf('- alert: ', begin + 1);
  const rule = text.slice(begin, end === -1 ? undefined : end);
  if (begin === -1 || !rule.includes(from)) throw new Error(`${alert} has no threshold "${from}"`);
  return text.replace(rule, rule.replace(from, to));
}

async function whenFlowing(
  load: DrillLoad,
  prometheus: PrometheusProcess,
  targets: number,
): Promise<void> {
  const flowing = { timeoutMs: readyMs, intervalMs: 500, what: 'Records and scrapes' };
  await eventually(async () => {
    const [up] = await prometheus.query('count(count_over_time(up[1m]) > 3 and up == 1)');
    return load.acknowledged > 0 && up?.values[0] === targets;
  }, flowing);
}
