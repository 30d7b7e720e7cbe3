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
import { gatewayConfig } from './config.ts';
import { Gateway } from './gateway.ts';

const config = loadConfigOrExit(gatewayConfig);
const logger = createLogger({ service: 'gateway', level: config.logLevel });

await runService(logger, async ({ signal }) => {
  logger.info({ config: describeConfig(gatewayConfig, config) }, 'Starting');
  const metrics = createMetrics();
  const tls = await openTls(config, { logger, metrics, clock: systemClock });
  const security = await createSecurity(config, {
    service: 'gateway',
    clock: systemClock,
    logger,
  });
  const server = new RpcServer({
    logger,
    metrics,
    ...tls.server,
    ...security.server,
    maxConnectionAgeMs: config.maxConnectionAgeMs,
    maxConnectionAgeGraceMs: config.maxConnectionAgeGraceMs,
  });
  const gateway = new Gateway({
    bootstrap: config.controllers,
    allowedOrigins: config.allowedOrigins,
    logger,
    metrics,
    clock: systemClock,
    random: systemRandom,
    ...tls.channels,
    ...security.client,
  });
  gateway.addTo(server);
  const channels = new ChannelPool({ ...tls.channels, ...security.channels });
  security.follow({ channels, controllers: () => config.controllers });
  const { address } = await server.listen({ host: config.listenHost, port: config.port });
  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => gateway.isReady && security.isReady(),
    isStarted: () => gateway.isReady,
  });
  await ops.listen();
  await gateway.start(signal);
  logger.info({ address }, 'Ready');
  return {
    async stop() {
      gateway.drain();
      await server.stop({ graceMs: config.drainGraceMs });
      await gateway.stop();
      await ops.stop();
      await security.stop();
      channels.close();
      await tls.close();
    },
  };
});
