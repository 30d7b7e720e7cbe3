import type {
  MethodDefinition,
  ServerDuplexStream,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { callCoordinator, type Cluster } from '@weir/client/for-gateway';
import {
  type CommitStreamRequest,
  type CommitStreamResponseInput,
  GroupService,
} from '@weir/protos';
import {
  type CallContext,
  callUnary,
  handleBidiStream,
  handleUnary,
  type RpcServer,
} from '@weir/runtime';
import { CommitRelay } from './commit-relay.ts';
import { forwardUnary, whenConnected } from './forward-unary.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { isUntouched } from './is-untouched.ts';
import { JoinRelay } from './join-relay.ts';
import { rawMethod, rawService } from './raw-service.ts';
import { readRequest } from './read-request.ts';
import type { RelayMeter } from './relay-metrics.ts';

/** Adds the GroupService: each call goes to the coordinator of its group. */
export function addGroupRoutes(server: RpcServer, cluster: Cluster, meter: RelayMeter): void {
  const raw = rawService(GroupService.service);
  const unary = Object.entries(GroupService.service)
    .filter(([, { requestStream }]) => !requestStream)
    .map(([name, method]) => [
      name,
      handleUnary((request: Buffer, context) =>
        forwardToCoordinator({ cluster, meter }, method as GroupMethod, request, context),
      ),
    ]);
  const handlers = {
    ...(Object.fromEntries(unary) as UntypedServiceImplementation),
    ListGroups: handleUnary((_request: unknown, context) =>
      listGroups({ cluster, meter }, context),
    ),
    Join: handleBidiStream((stream, context) =>
      new JoinRelay(stream as ServerDuplexStream<Buffer, Buffer>, cluster, context, meter).serve(),
    ),
    CommitStream: handleBidiStream<CommitStreamRequest, CommitStreamResponseInput>(
      (stream, context) => new CommitRelay(stream, cluster, context, meter).serve(),
    ),
  };
  const { ListGroups, CommitStream } = GroupService.service;
  server.addService({ ...raw, ListGroups, CommitStream }, handlers);
}

/** Where calls go, and by what they are counted. */
interface Owners {
  readonly cluster: Cluster;
  readonly meter: RelayMeter;
}

/** A unary method about one group. */
interface GroupMethod extends Pick<
  MethodDefinition<object, object>,
  'path' | 'requestStream' | 'responseStream'
> {
  readonly requestDeserialize: (bytes: Buffer) => { readonly groupId: string };
}

function forwardToCoordinator(
  { cluster, meter }: Owners,
  method: GroupMethod,
  request: Buffer,
  context: CallContext,
): Promise<Buffer> {
  const { groupId } = readRequest(method, request);
  const { signal, remainingMs } = context;
  const metadata = forwardedMetadata(context);
  const raw = rawMethod(method);
  return callCoordinator(
    cluster,
    groupId,
    async (client, deadlineMs) => {
      await whenConnected(client, deadlineMs, 'COORDINATOR_NOT_AVAILABLE');
      const options = { deadlineMs, signal, metadata };
      return meter.call('coordinator', forwardUnary(client, raw, request, options));
    },
    {
      timeoutMs: Math.min(remainingMs, cluster.requestTimeoutMs),
      signal,
      isRetriable: isUntouched,
    },
  );
}

/** Of all coordinators, in order of id; fails when one of them does. */
async function listGroups({ cluster, meter }: Owners, context: CallContext) {
  const coordinators = cluster.view.coordinators();
  if (coordinators.length === 0) {
    throw new WeirError('COORDINATOR_NOT_AVAILABLE', 'The cluster has no coordinator now');
  }
  const { signal, remainingMs } = context;
  const deadlineMs = Math.max(1, Math.min(remainingMs, cluster.requestTimeoutMs));
  const answers = await Promise.all(
    coordinators.map(({ address }) =>
      meter.call(
        'coordinator',
        callUnary(
          cluster.channels.client(GroupService, address),
          'listGroups',
          {},
          { deadlineMs, signal, metadata: forwardedMetadata(context) },
        ),
      ),
    ),
  );
  const groups = answers.flatMap((answer) => answer.groups);
  return { groups: groups.toSorted((left, right) => (left.groupId < right.groupId ? -1 : 1)) };
}
