import { systemRandom } from '@weir/core';
import {
  ChannelPool,
  createLogger,
  createMetrics,
  describeConfig,
  loadConfigOrExit,
  openTransport,
  OpsServer,
  RpcServer,
  runService,
  systemClock,
} from '@weir/runtime';
import { AuditTrail, RedisMetadataStore, RedisServerWatch } from '@weir/store';
import { controllerConfig } from './config.ts';
import { Controller } from './controller.ts';

const config = loadConfigOrExit(controllerConfig);
const logger = createLogger({ service: 'controller', level: config.logLevel });

await runService(logger, async () => {
  logger.info({ config: describeConfig(controllerConfig, config) }, 'Starting');
  const metrics = createMetrics('controller');
  const store = new RedisMetadataStore({ ...config, logger, metrics });
  await store.open();
  const audit = new AuditTrail({ lists: store, clock: systemClock, logger, metrics });

  const transport = await openTransport(config, {
    ...{ service: 'controller', clock: systemClock, logger, metrics },
  });
  const channels = new ChannelPool(transport.channels);
  const kept = transport.security.keepAudit(audit);
  const server = new RpcServer({ logger, metrics, ...transport.server, ...kept });
  let address = config.advertisedAddress;
  const controller = new Controller({
    ...config,
    store,
    audit,
    channels,
    logger,
    metrics,
    clock: systemClock,
    random: systemRandom,
    security: transport.security.view,
    advertisedAddress: () => address,
  });
  const redisWatch = new RedisServerWatch({
    serverInfo: () => store.serverInfo(),
    // A Redis that takes no writes leaves nobody active: just then its state must be seen.
    isAsking: () => controller.isActive || !controller.isLed,
    ...{ metrics, clock: systemClock },
  });
  controller.addTo(server);
  const listening = await server.listen({ host: config.listenHost, port: config.port });
  if (address === '') ({ address } = listening);

  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => controller.metadata.isLoaded,
    isStarted: () => true,
    drainer: controller,
  });
  await ops.listen();
  await controller.start();
  redisWatch.start();
  logger.info({ address }, 'Ready');
  return {
    async stop() {
      await redisWatch[Symbol.asyncDispose]();
      await controller.stop();
      await server.stop({ graceMs: 500 });
      await ops.stop();
      await transport.close();
      await audit.stop();
      channels.close();
      await store[Symbol.asyncDispose]();
    },
  };
});
