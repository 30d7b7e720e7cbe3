/**
 * `npm run cluster`: the real system on this machine, every service its own process.
 *
 * Prints one JSON line per process (role, name, pid, address, opsAddress, dataDir), then one with
 * `"ready": true`, the addresses to bootstrap from, and those of the gateways. Writes what a Prometheus
 * should scrape to `scrape-targets.json` in its folder, for as long as it runs. Stops everything on SIGINT or
 * SIGTERM. Where the environment asks for security (`WEIR_AUTH`), it looks with the first key of
 * `WEIR_ADMIN_KEY_FILE` whether all are ready.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LocalCluster, type LocalClusterOptions } from './local-cluster.ts';
import { clusterScrapeTargets, writeScrapeTargets } from './scrape-targets.ts';

const usage = 'npm run cluster -- [--nodes N] [--dir D] [--redis URL] [--log-level LEVEL]';

function printLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function readOptions(): { nodes: number; directory: string; redis?: string; logLevel: string } {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '3' },
      dir: { type: 'string', default: join('.weir', 'cluster') },
      redis: { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
    },
  });
  const nodes = Number(values.nodes);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 100) {
    throw new Error(`--nodes is "${values.nodes}", allowed are 1 to 100`);
  }
  return {
    nodes,
    directory: values.dir,
    logLevel: values['log-level'],
    ...(values.redis === undefined ? undefined : { redis: values.redis }),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  const stopping = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await using cluster = new LocalCluster({
    directory: options.directory,
    nodes: options.nodes,
    gateways: 2,
    logLevel: options.logLevel,
    ...adminCalls(process.env['WEIR_ADMIN_KEY_FILE']),
    ...(options.redis === undefined ? undefined : { redisUrl: options.redis }),
  });
  await cluster.start();
  const targetFile = join(options.directory, 'scrape-targets.json');
  writeScrapeTargets(targetFile, clusterScrapeTargets(cluster));
  for (const { process: child, ...member } of cluster.members) {
    printLine({ ...member, pid: child.pid });
  }
  await Promise.race([printWhenReady(cluster), stopping]);
  await stopping;
  rmSync(targetFile, { force: true });
}

function adminCalls(keyFile = ''): Pick<LocalClusterOptions, 'calls'> {
  if (keyFile === '') return {};
  const lines = readFileSync(keyFile, 'utf8').split('\n');
  const key = lines.find((line) => line.startsWith('weir_'))?.trim() ?? '';
  return { calls: { authorization: () => `Bearer ${key}` } };
}

async function printWhenReady(cluster: LocalCluster): Promise<void> {
  await cluster.whenReady();
  const gateways = cluster.members.filter(({ role }) => role === 'gateway');
  printLine({
    ready: true,
    bootstrap: cluster.bootstrap,
    gateways: gateways.map(({ address }) => address),
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}
