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
import { coordinatorConfigTable } from './config.ts';
import { Coordinator } from './coordinator.ts';

const config = loadConfigOrExit(coordinatorConfigTable);
const logger = createLogger({ service: 'coordinator', level: config.logLevel });

await runService(logger, async () => {
  logger.info({ config: describeConfig(coordinatorConfigTable, config) }, 'Starting');
  const store = new RedisMetadataStore({
    url: config.redisUrl,
    keyPrefix: config.redisKeyPrefix,
    logger,
  });
  await store.open();

  const metrics = createMetrics();
  const tls = await openTls(config, { logger, metrics, clock: systemClock });
  const security = await createSecurity(config, {
    service: 'coordinator',
    clock: systemClock,
    logger,
  });
  const channels = new ChannelPool({ ...tls.channels, ...security.channels });
  const server = new RpcServer({ logger, metrics, ...tls.server, ...security.server });
  let address = config.advertisedAddress;
  const coordinator = new Coordinator({
    coordinatorId: config.coordinatorId,
    controllers: config.controllers,
    config,
    store,
    channels,
    logger,
    metrics,
    clock: systemClock,
    random: systemRandom,
    advertisedAddress: () => address,
  });
  coordinator.addTo(server);
  const listening = await server.listen({ host: config.listenHost, port: config.port });
  if (address === '') ({ address } = listening);
  security.follow({ channels, controllers: () => config.controllers });

  let hasStarted = false;
  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => coordinator.isReady && security.isReady(),
    isStarted: () => hasStarted,
  });
  await ops.listen();
  await coordinator.start();
  hasStarted = true;
  logger.info({ address }, 'Ready');
  return {
    async stop() {
      await coordinator.stop();
      await server.stop({ graceMs: 500 });
      await ops.stop();
      await security.stop();
      channels.close();
      await tls.close();
      await store[Symbol.asyncDispose]();
    },
  };
});
