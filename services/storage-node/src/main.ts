import { systemRandom, toNodeId } from '@weir/core';
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

import { storageNodeConfigTable } from './config.ts';
import { StorageNode } from './storage-node.ts';

const config = loadConfigOrExit(storageNodeConfigTable);
const logger = createLogger({ service: 'storage-node', level: config.logLevel });

await runService(logger, async ({ signal }) => {
  logger.info({ config: describeConfig(storageNodeConfigTable, config) }, 'starting');
  const metrics = createMetrics('storage-node');
  const transport = await openTransport(config, {
    ...{ service: 'storage-node', clock: systemClock, logger, metrics },
  });
  const channels = new ChannelPool(transport.channels);
  const server = new RpcServer({ logger, metrics, ...transport.server });
  let address = config.advertisedAddress;
  const node = new StorageNode({
    nodeId: toNodeId(config.nodeId),
    dataDirectory: config.dataDir,
    host: config.host,
    rack: config.rack,
    controllers: config.controllers,
    advertisedAddress: () => address,
    externalAddress: config.externalAddress,
    clock: systemClock,
    random: systemRandom,
    logger,
    channels,
    metrics,
    security: transport.security.view,
    config,
  });
  node.addTo(server);
  const listening = await server.listen({ host: config.listenHost, port: config.port });
  if (address === '') ({ address } = listening);

  const ops = new OpsServer({
    host: config.listenHost,
    port: config.opsPort,
    metrics,
    isLive: () => true,
    isReady: () => node.isReady,
    isStarted: () => node.isOpen,
    drainer: node,
  });
  await ops.listen();
  // Told to stop before a controller has answered.
  const stop = (): void => void node.stop();
  signal.addEventListener('abort', stop);
  await node.start();
  signal.removeEventListener('abort', stop);
  logger.info({ address }, 'ready');
  return {
    async stop() {
      await node.stop();
      await server.stop({ graceMs: 500 });
      await ops.stop();
      await transport.close();
      channels.close();
    },
  };
});
