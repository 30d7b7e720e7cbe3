import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { WeirError } from '@weir/core';
import { callController, type Cluster } from '@weir/client/for-gateway';
import { AdminService } from '@weir/protos';
import { type CallContext, handleUnary, type RpcServer } from '@weir/runtime';
import { forwardUnary, whenConnected } from './forward-unary.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { type RawMethod, rawMethod, rawService } from './raw-service.ts';
import { readRequest } from './read-request.ts';
import type { RelayMeter } from './relay-metrics.ts';

/**
 * Adds the AdminService: every call goes to the active controller, byte for byte, if it can be read at all.
 *
 * Only what certainly had no effect is tried again: a controller that is not active, or not reached. All
 * else is the caller's to repeat, who knows what that means.
 */
export function addAdminRoutes(server: RpcServer, cluster: Cluster, meter: RelayMeter): void {
  const service = rawService(AdminService.service);
  const owner = { cluster, meter };
  const handlers: UntypedServiceImplementation = Object.fromEntries(
    Object.entries(AdminService.service).map(([name, method]) => [
      name,
      handleUnary(async (request: Buffer, context) => {
        readRequest(method, request);
        return forwardToController(owner, rawMethod(method), request, context);
      }),
    ]),
  );
  server.addService(service, handlers);
}

function forwardToController(
  { cluster, meter }: { readonly cluster: Cluster; readonly meter: RelayMeter },
  method: RawMethod,
  request: Buffer,
  context: CallContext,
): Promise<Buffer> {
  const { signal, remainingMs } = context;
  const metadata = forwardedMetadata(context);
  return callController(
    cluster,
    async (client, deadlineMs) => {
      await whenConnected(client, deadlineMs, 'NOT_CONTROLLER');
      const options = { deadlineMs, signal, metadata };
      return meter.call('controller', forwardUnary(client, method, request, options));
    },
    { timeoutMs: Math.min(remainingMs, cluster.requestTimeoutMs), signal, isRetriable },
  );
}

function isRetriable({ code }: WeirError): boolean {
  return code === 'NOT_CONTROLLER';
}
