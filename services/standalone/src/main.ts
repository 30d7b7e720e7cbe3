import { join } from 'node:path';
import { systemRandom } from '@weir/core';
import {
  createLogger,
  defineConfig,
  describeConfig,
  loadConfigOrExit,
  logLevels,
  option,
  runService,
  systemClock,
} from '@weir/runtime';
import { DirectoryLock } from '@weir/storage-node';
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
    meaning: 'Port to use; storage nodes take the next ones; 0 takes free ports',
  }),
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
    const lock = await DirectoryLock.acquire(config.dataDirectory);
    const standalone = new Standalone({
      ...config,
      nodes,
      clock: systemClock,
      random: systemRandom,
      logger,
    });
    const stop = async (): Promise<void> => {
      await standalone.stop();
      await lock.release();
    };
    try {
      await standalone.start(signal);
    } catch (error) {
      await stop();
      throw error;
    }
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
