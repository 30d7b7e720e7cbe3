import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess } from './child-process.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { type QueryResult, queryPrometheus, type QueryTime } from './query-prometheus.ts';

/** How a Prometheus of the harness runs. */
export interface PrometheusProcessOptions {
  /** Its settings, data and log go to `prometheus` in here. */
  readonly directory: string;
  /** On 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Files with the services to scrape (`writeScrapeTargets`); they may appear and change later. */
  readonly targetFiles: readonly string[];
  /** Files with alert rules; none by default. */
  readonly ruleFiles?: readonly string[];
  /** Also how often rules are evaluated; 1 s by default. */
  readonly scrapeIntervalMs?: number;
  /** How long samples are kept; 1 day by default. */
  readonly retentionHours?: number;
}

/** A `prometheus` on 127.0.0.1 that scrapes services of this machine. */
export class PrometheusProcess {
  readonly url: string;
  readonly process: ChildProcess;

  private constructor(options: PrometheusProcessOptions, port: number) {
    const directory = join(options.directory, 'prometheus');
    mkdirSync(directory, { recursive: true });
    const configFile = join(directory, 'prometheus.yml');
    // JSON is YAML too.
    writeFileSync(configFile, `${JSON.stringify(prometheusConfig(options), null, 2)}\n`);
    this.url = `http://127.0.0.1:${port}`;
    this.process = new ChildProcess({
      name: 'prometheus',
      command: 'prometheus',
      logFile: join(directory, 'prometheus.log'),
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--storage.tsdb.retention.time=${options.retentionHours ?? 24}h`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
  }

  /** Plans the process and writes its settings; `start` runs it. */
  static async create(options: PrometheusProcessOptions): Promise<PrometheusProcess> {
    return new PrometheusProcess(options, options.port ?? (await freePort()));
  }

  /** Starts it and waits until it answers; throws with its log when it ends before. */
  async start(): Promise<void> {
    this.process.start();
    const ready = { timeoutMs: 30_000, intervalMs: 100, what: 'Prometheus' };
    await eventually(() => !this.process.isRunning || this.#isReady(), ready);
    if (!this.process.isRunning) throw new Error(`Prometheus ended:\n${this.process.logTail()}`);
  }

  /** Asks a query as a panel or an alert would; throws with Prometheus' words when it is refused. */
  async query(expression: string, time: QueryTime = {}): Promise<QueryResult> {
    return queryPrometheus(this.url, expression, time);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
  }

  async #isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/-/ready`)).ok;
  }
}

function prometheusConfig(options: PrometheusProcessOptions): unknown {
  const interval = `${options.scrapeIntervalMs ?? 1_000}ms`;
  return {
    global: {
      scrape_interval: interval,
      scrape_timeout: interval,
      evaluation_interval: interval,
    },
    rule_files: options.ruleFiles ?? [],
    scrape_configs: [
      {
        job_name: 'weir',
        file_sd_configs: [{ files: options.targetFiles, refresh_interval: '1s' }],
      },
    ],
  };
}
