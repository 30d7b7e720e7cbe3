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
import { AuditTrail, RedisMetadataStore } from '@weir/store';
import { coordinatorConfigTable } from './config.ts';
import { Coordinator } from './coordinator.ts';

const config = loadConfigOrExit(coordinatorConfigTable);
const logger = createLogger({ service: 'coordinator', level: config.logLevel });

await runService(logger, async () => {
  logger.info({ config: describeConfig(coordinatorConfigTable, config) }, 'Starting');
  const metrics = createMetrics('coordinator');
  const store = new RedisMetadataStore({ ...config, logger, metrics });
  await store.open();
  const audit = new AuditTrail({ lists: store, clock: systemClock, logger, metrics });

  const transport = await openTransport(config, {
    ...{ service: 'coordinator', clock: systemClock, logger, metrics },
  });
  const channels = new ChannelPool(transport.channels);
  const kept = transport.security.keepAudit(audit);
  const server = new RpcServer({ logger, metrics, ...transport.server, ...kept });
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
  transport.security.follow({ channels, controllers: () => config.controllers });

  let hasStarted = false;
  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => coordinator.isReady && transport.security.isReady(),
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
      await transport.close();
      await audit.stop();
      channels.close();
      await store[Symbol.asyncDispose]();
    },
  };
});
