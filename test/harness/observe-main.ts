/**
 * `npm run observe`: a Prometheus with Weir's alerts, beside `npm run cluster` and `npm start`.
 *
 * It may be started before them, after them, and go on while they come and go. Ends with Ctrl-C.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { hurryRules } from './hurry-rules.ts';
import { PrometheusProcess } from './prometheus-process.ts';
import { writeScrapeTargets } from './scrape-targets.ts';

const usage =
  'npm run observe -- [--port 9090] [--dir D] [--cluster-dir D] [--standalone HOST:PORT] [--hurry N]';
const rulesSource = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', 'rules.yaml');
const lookIntervalMs = 1_000;

interface ObserveOptions {
  readonly port: number;
  readonly directory: string;
  readonly clusterDirectory: string;
  /** The ops address of `npm start`. */
  readonly standalone: string;
  /** How many times as fast alerts wait and look back. */
  readonly hurry: number;
}

function readOptions(): ObserveOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9090' },
      dir: { type: 'string', default: join('.weir', 'observe') },
      'cluster-dir': { type: 'string', default: join('.weir', 'cluster') },
      standalone: { type: 'string', default: '127.0.0.1:7409' },
      hurry: { type: 'string', default: '1' },
    },
  });
  return {
    port: readInteger('--port', values.port, 65_535),
    directory: resolve(values.dir),
    clusterDirectory: resolve(values['cluster-dir']),
    standalone: values.standalone,
    hurry: readInteger('--hurry', values.hurry, 3_600),
  };
}

function readInteger(option: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new Error(`${option} is "${text}", allowed are 1 to ${max}`);
}

async function main(): Promise<void> {
  const options = readOptions();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort();
    });
  }
  mkdirSync(options.directory, { recursive: true });
  const rules = join(options.directory, 'rules.yaml');
  writeFileSync(rules, hurryRules(readFileSync(rulesSource, 'utf8'), options.hurry));
  const standaloneTargets = join(options.directory, 'standalone-targets.json');
  // What an earlier run saw need not be there now.
  writeScrapeTargets(standaloneTargets, []);
  await using prometheus = await PrometheusProcess.create({
    directory: options.directory,
    port: options.port,
    targetFiles: [join(options.clusterDirectory, 'scrape-targets.json'), standaloneTargets],
    ruleFiles: [rules],
  });
  await prometheus.start();
  process.stdout.write(`${about(options, prometheus.url)}\n`);
  await watch(prometheus, { ...options, standaloneTargets, signal: stopping.signal });
}

function about({ clusterDirectory, standalone, directory, hurry }: ObserveOptions, url: string) {
  return [
    `Prometheus is ready: ${url}`,
    `  alerts    ${url}/alerts`,
    `  targets   ${url}/targets (all that run are UP)`,
    `  queries   ${url}/graph, such as weir_controller_alive_nodes`,
    `It watches npm run cluster (${join(clusterDirectory, 'scrape-targets.json')})`,
    `and npm start (${standalone}) while they run; its data is under ${directory}.`,
    ...(hurry === 1 ? [] : [`Alerts wait and look back ${hurry} times shorter than they should.`]),
    'Ctrl-C ends it.',
  ].join('\n');
}

/**
 * Until it is stopped, or Prometheus has ended. `npm start` is a target once it was seen: who does not use it
 * is not told that it is down.
 */
async function watch(
  { process: prometheus }: PrometheusProcess,
  options: Pick<ObserveOptions, 'standalone'> & {
    readonly standaloneTargets: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const labels = { job: 'weir-standalone', instance: 'standalone', weir_cluster: 'standalone' };
  let isSeen = false;
  while (!options.signal.aborted) {
    if (!prometheus.isRunning) throw new Error(`Prometheus ended:\n${prometheus.logTail()}`);
    if (!isSeen && (await answers(options.standalone))) {
      isSeen = true;
      writeScrapeTargets(options.standaloneTargets, [{ targets: [options.standalone], labels }]);
    }
    await pause(options.signal);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(lookIntervalMs);
    return (await fetch(`http://${address}/livez`, { signal })).ok;
  } catch {
    return false;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(lookIntervalMs, undefined, { signal });
  } catch {
    // Told to stop: the caller looks.
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}
