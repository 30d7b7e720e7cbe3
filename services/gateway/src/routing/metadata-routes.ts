import { callController, type Cluster } from '@weir/client/for-gateway';
import { MetadataService, type MetadataServiceHandlers } from '@weir/protos';
import { callUnary, createMetadataHandlers, handleUnary, type RpcServer } from '@weir/runtime';
import { forwardedMetadata } from './forwarded-metadata.ts';
import type { RelayMeter } from './relay-metrics.ts';

/**
 * Adds the MetadataService: from the gateway's own view, and from the controller's where it is asked for a
 * topic that the view does not have. So nobody hears that a topic does not exist which was made a moment
 * ago.
 */
export function addMetadataRoutes(server: RpcServer, cluster: Cluster, meter: RelayMeter): void {
  const own = createMetadataHandlers(cluster.view);
  const asked = handleUnary<{ readonly topics: string[] }, unknown>(async ({ topics }, context) => {
    const { signal, remainingMs } = context;
    const metadata = forwardedMetadata(context);
    return callController(
      cluster,
      (_client, deadlineMs, _history, address) =>
        meter.call(
          'controller',
          callUnary(
            cluster.channels.client(MetadataService, address),
            'getMetadata',
            { topics },
            { deadlineMs, signal, metadata },
          ),
        ),
      { timeoutMs: Math.min(remainingMs, cluster.requestTimeoutMs), signal },
    );
  });
  const { view } = cluster;
  const handlers: MetadataServiceHandlers = {
    ...own,
    GetMetadata: (call, callback, ...rest: unknown[]) => {
      const isKnown = call.request.topics.every((name) => view.topicByName(name) !== undefined);
      const handler = isKnown || !view.isLoaded ? own.GetMetadata : asked;
      (handler as (...args: unknown[]) => void)(call, callback, ...rest);
    },
  };
  server.addService(MetadataService.service, handlers);
}
