import { join } from 'node:path';
import { systemRandom } from '@weir/core';
import { gatewayConfig } from '@weir/gateway';
import {
  createLogger,
  createMetrics,
  defineConfig,
  describeConfig,
  loadConfigOrExit,
  logLevels,
  openTransport,
  OpsServer,
  option,
  runService,
  systemClock,
  transportOptions,
} from '@weir/runtime';
import { ensureAdminKey } from './admin-key.ts';
import { secured } from './secured.ts';
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
  isSecure: option.boolean({
    env: 'WEIR_SECURE',
    default: false,
    meaning: 'Ask callers who they are; an admin key is made in the data directory',
  }),
  hasConsole: gatewayConfig.hasConsole,
  isHttpReadOnly: gatewayConfig.isHttpReadOnly,
  partitionMetrics: option.boolean({
    env: 'WEIR_PARTITION_METRICS',
    default: false,
    meaning: 'Whether there are metrics of each partition',
  }),
  ...transportOptions,
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
    const metrics = createMetrics('standalone');
    const securityConfig = secured(config);
    if (config.isSecure) await ensureAdminKey(securityConfig.adminKeyFile);
    const transport = await openTransport(
      { ...config, ...securityConfig },
      { service: 'standalone', clock: systemClock, logger, metrics },
    );
    const standalone = new Standalone({
      ...config,
      nodes,
      clock: systemClock,
      random: systemRandom,
      logger,
      metrics,
      transport,
    });
    let isReady = false;
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
      await transport.close();
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
    if (config.hasConsole) process.stdout.write(consoleText(standalone.address, config));
    if (config.isSecure) process.stdout.write(keyText(securityConfig.adminKeyFile));
    return { stop };
  });
}

function readyText(address: string, dataDirectory: string): string {
  return (
    `Weir is ready at ${address} with ${nodes} storage nodes. ` +
    `Data: ${join(dataDirectory, '/')} Stop with Ctrl-C.\n`
  );
}

function consoleText(address: string, { tlsCertFile }: { readonly tlsCertFile: string }): string {
  const scheme = tlsCertFile === '' ? 'http' : 'https';
  return `Console: ${scheme}://${address}/console/\n`;
}

function keyText(path: string): string {
  return (
    `Callers must say who they are. The admin key is in ${path}; the command line takes it by ` +
    `WEIR_API_KEY_FILE=${path} weir topic list\n`
  );
}

await main();
