import { systemRandom } from '@weir/core';
import {
  ChannelPool,
  createLogger,
  createMetrics,
  createSecurity,
  describeConfig,
  loadConfigOrExit,
  openTls,
  OpsServer,
  RpcServer,
  runService,
  systemClock,
} from '@weir/runtime';
import { RedisMetadataStore } from '@weir/store';
import { controllerConfig } from './config.ts';
import { Controller } from './controller.ts';
import { registerControllerMetrics } from './controller-metrics.ts';

const config = loadConfigOrExit(controllerConfig);
const logger = createLogger({ service: 'controller', level: config.logLevel });

await runService(logger, async () => {
  logger.info({ config: describeConfig(controllerConfig, config) }, 'Starting');
  const store = new RedisMetadataStore({
    url: config.redisUrl,
    keyPrefix: config.redisKeyPrefix,
    logger,
  });
  await store.open();

  const metrics = createMetrics();
  const tls = await openTls(config, { logger, metrics, clock: systemClock });
  const security = await createSecurity(config, {
    service: 'controller',
    clock: systemClock,
    logger,
  });
  const channels = new ChannelPool({ ...tls.channels, ...security.channels });
  const server = new RpcServer({ logger, metrics, ...tls.server, ...security.server });
  let address = config.advertisedAddress;
  const controller = new Controller({
    ...config,
    store,
    channels,
    logger,
    clock: systemClock,
    random: systemRandom,
    security: security.view,
    advertisedAddress: () => address,
  });
  controller.addTo(server);
  const listening = await server.listen({ host: config.listenHost, port: config.port });
  if (address === '') ({ address } = listening);

  registerControllerMetrics(metrics, controller);
  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => controller.metadata.isLoaded,
    isStarted: () => true,
  });
  await ops.listen();
  await controller.start();
  logger.info({ address }, 'Ready');
  return {
    async stop() {
      await controller.stop();
      await server.stop({ graceMs: 500 });
      await ops.stop();
      await security.stop();
      channels.close();
      await tls.close();
      await store[Symbol.asyncDispose]();
    },
  };
});
