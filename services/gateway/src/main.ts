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
import { gatewayConfig } from './config.ts';
import { Gateway } from './gateway.ts';
import { GatewayDrain } from './gateway-drain.ts';

const config = loadConfigOrExit(gatewayConfig);
const logger = createLogger({ service: 'gateway', level: config.logLevel });

await runService(logger, async ({ signal }) => {
  logger.info({ config: describeConfig(gatewayConfig, config) }, 'Starting');
  const metrics = createMetrics('gateway');
  const transport = await openTransport(config, {
    ...{ service: 'gateway', clock: systemClock, logger, metrics },
  });
  const server = new RpcServer({
    logger,
    metrics,
    ...transport.server,
    maxConnectionAgeMs: config.maxConnectionAgeMs,
    maxConnectionAgeGraceMs: config.maxConnectionAgeGraceMs,
  });
  const gateway = new Gateway({
    bootstrap: config.controllers,
    allowedOrigins: config.allowedOrigins,
    hasConsole: config.hasConsole,
    isHttpReadOnly: config.isHttpReadOnly,
    authentication: transport.security.mode,
    logger,
    metrics,
    clock: systemClock,
    random: systemRandom,
    ...transport.client,
  });
  gateway.addTo(server);
  const channels = new ChannelPool(transport.channels);
  transport.security.follow({ channels, controllers: () => config.controllers });
  const { address } = await server.listen({ host: config.listenHost, port: config.port });
  const drainer = new GatewayDrain({ clock: systemClock, logger, delayMs: config.drainDelayMs });
  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => gateway.isReady && transport.security.isReady() && !drainer.isDraining,
    // It listens: a controller that is missing is no reason to start it again.
    isStarted: () => true,
    drainer,
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
      await transport.close();
      channels.close();
    },
  };
});
