import { join } from 'node:path';
import { registerControllerMetrics } from '@weir/controller';
import { systemRandom } from '@weir/core';
import {
  createLogger,
  createMetrics,
  defineConfig,
  describeConfig,
  loadConfigOrExit,
  logLevels,
  openTls,
  OpsServer,
  option,
  runService,
  systemClock,
  tlsOptions,
} from '@weir/runtime';
import { Standalone } from './standalone.ts';

const definition = defineConfig({
  dataDirectory: option.string({
    env: 'WEIR_DATA_DIR',
    default: '.weir',
    meaning: 'Where everything is kept',
  }),
  listenHost: option.string({
    env: 'WEIR_LISTEN_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on',
  }),
  port: option.integer({
    env: 'WEIR_PORT',
    default: 7400,
    min: 0,
    max: 65_500,
    meaning: 'Port to use; everything behind it takes the next four; 0 takes free ports',
  }),
  opsPort: option.integer({
    env: 'WEIR_OPS_PORT',
    default: 7409,
    min: 0,
    max: 65_535,
    meaning: 'Port for metrics and probes; 0 takes a free one',
  }),
  ...tlsOptions,
  logLevel: option.enumeration({
    env: 'WEIR_LOG_LEVEL',
    default: 'warn',
    values: logLevels,
    meaning: 'Least severe level that is logged',
  }),
});

const nodes = 3;

async function main(): Promise<void> {
  const config = loadConfigOrExit(definition);
  const logger = createLogger({ service: 'standalone', level: config.logLevel });
  await runService(logger, async ({ signal }) => {
    logger.info({ config: describeConfig(definition, config) }, 'Starting');
    const metrics = createMetrics();
    const tls = await openTls(config, { logger, metrics, clock: systemClock });
    const standalone = new Standalone({
      ...config,
      nodes,
      clock: systemClock,
      random: systemRandom,
      logger,
      tls,
    });
    let isReady = false;
    registerControllerMetrics(metrics, standalone.controller);
    const ops = new OpsServer({
      host: config.listenHost,
      port: config.opsPort,
      metrics,
      isLive: () => true,
      isReady: () => isReady,
      isStarted: () => isReady,
    });
    const stop = async (): Promise<void> => {
      await standalone.stop();
      await ops.stop();
      await tls.close();
    };
    try {
      await standalone.start(signal);
      await ops.listen();
    } catch (error) {
      await stop();
      throw error;
    }
    isReady = true;
    process.stdout.write(readyText(standalone.address, config.dataDirectory));
    return { stop };
  });
}

function readyText(address: string, dataDirectory: string): string {
  return (
    `Weir is ready at ${address} with ${nodes} storage nodes. ` +
    `Data: ${join(dataDirectory, '/')} Stop with Ctrl-C.\n`
  );
}

await main();
