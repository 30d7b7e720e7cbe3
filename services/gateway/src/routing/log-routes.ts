import type { ServiceDefinition } from '@grpc/grpc-js';
import { type AclOperation, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import {
  type DescribeProducersResult,
  type FetchPartitionData,
  type FetchRequest,
  LogService,
  type LogServiceHandlers,
  type ProducePartitionResult,
  type ProduceStreamRequest,
  type ProduceStreamResponseInput,
} from '@weir/protos';
import {
  type CallContext,
  callUnary,
  type CallUnaryOptions,
  handleBidiStream,
  handleUnary,
  pauseFor,
  type RpcServer,
} from '@weir/runtime';
import { askLeaders, type LogClient, type PartitionAnswer } from './ask-leaders.ts';
import { requireRested } from '../require-rested.ts';
import { FetchPoll } from './fetch-poll.ts';
import { FetchRelay } from './fetch-relay.ts';
import { type PartitionFailure, type PartitionPlace, toFailure } from './find-leader.ts';
import { fetchedBytes } from './merge-fetch.ts';
import { batchBytes } from './produce-entry.ts';
import { ProduceRelay } from './produce-relay.ts';
import { rawMethod } from './raw-service.ts';
import type { RelayMeter } from './relay-metrics.ts';

const defaultProduceTimeoutMs = 30_000;
const produceSlackMs = 3_000;
/** Of all callers' unary requests together; a stream has a limit of its own. */
const maxProducingBytes = 256 * 1024 * 1024;
/** Producers in one answer: about 3 MiB. */
const maxProducers = 50_000;

/** The LogService with the messages of `FetchStream` going out as they came in. */
const definition: ServiceDefinition = {
  ...LogService.service,
  FetchStream: {
    ...LogService.service.FetchStream,
    responseSerialize: rawMethod(LogService.service.FetchStream).responseSerialize,
  },
};

/** Adds the LogService: what is asked of each partition goes to its leader. */
export function addLogRoutes(server: RpcServer, cluster: Cluster, meter: RelayMeter): void {
  const handlers: Omit<LogServiceHandlers, 'FetchStream'> = {
    ...questionHandlers(cluster, meter),
    ...produceHandlers(cluster, meter),
    Fetch: handleUnary(async (request: FetchRequest, context) => {
      requireRested(context.caller, 'fetchedBytes');
      const partitions = await new FetchPoll(cluster, context, request, meter).run();
      // It may have waited for long: what came then is not for somebody whose key was revoked meanwhile.
      context.caller.checkCredentials();
      const bytes = fetchedBytes(partitions);
      // Many calls at a time would all have found the quota unused when they came.
      if (bytes > 0) requireRested(context.caller, 'fetchedBytes');
      const throttleMs = pauseFor(context.caller, { fetchedBytes: bytes });
      return { partitions: partitions.map(withoutMarks), throttleMs };
    }),
  };
  const FetchStream = handleBidiStream(async (stream, context) => {
    await new FetchRelay(stream, cluster, context.caller, meter).serve(context);
  });
  server.addService(definition, { ...handlers, FetchStream });
}

function produceHandlers(
  cluster: Cluster,
  meter: RelayMeter,
): Pick<LogServiceHandlers, 'Produce' | 'ProduceStream'> {
  let producingBytes = 0;
  return {
    Produce: handleUnary(async (request, context) => {
      requireRested(context.caller, 'producedBytes');
      const bytes = batchBytes(request.partitions);
      if (producingBytes > 0 && producingBytes + bytes > maxProducingBytes) {
        throw tooMuch(producingBytes);
      }
      const throttleMs = pauseFor(context.caller, { producedBytes: bytes });
      producingBytes += bytes;
      try {
        const { acks, timeoutMs } = request;
        const limitMs = (timeoutMs || defaultProduceTimeoutMs) + produceSlackMs;
        const partitions = await askLeaders(cluster, context, request.partitions, {
          operation: 'write',
          limitMs,
          call: async (client, asked, options) =>
            (
              await meter.call(
                'storage-node',
                callUnary(client, 'produce', { acks, timeoutMs, partitions: asked }, options),
              )
            ).partitions,
        });
        return { partitions: partitions.map(asProduced), throttleMs };
      } finally {
        producingBytes -= bytes;
      }
    }),
    ProduceStream: handleBidiStream<ProduceStreamRequest, ProduceStreamResponseInput>(
      (stream, context) => new ProduceRelay(stream, cluster, context.caller, meter).serve(context),
    ),
  };
}

function questionHandlers(
  cluster: Cluster,
  meter: RelayMeter,
): Pick<
  LogServiceHandlers,
  'ListOffsets' | 'OffsetForLeaderEpoch' | 'DeleteRecords' | 'DescribeProducers' | 'DescribeLogs'
> {
  /** Each leader answers for the partitions that it leads. */
  const ask = <Asked extends PartitionPlace, Answer extends PartitionAnswer>(
    { partitions }: { readonly partitions: readonly Asked[] },
    context: CallContext,
    operation: AclOperation,
    call: (
      client: LogClient,
      request: { partitions: Asked[] },
      options: CallUnaryOptions,
    ) => Promise<{ readonly partitions: readonly Answer[] }>,
  ): Promise<(Answer | PartitionFailure)[]> =>
    askLeaders(cluster, context, partitions, {
      ...{ operation, limitMs: cluster.requestTimeoutMs },
      call: async (client, asked, options) =>
        (await meter.call('storage-node', call(client, { partitions: asked }, options))).partitions,
    });
  return {
    ListOffsets: handleUnary(async (request, context) => ({
      partitions: await ask(request, context, 'describe', (client, asked, options) =>
        callUnary(client, 'listOffsets', asked, options),
      ),
    })),
    OffsetForLeaderEpoch: handleUnary(async (request, context) => ({
      partitions: await ask(request, context, 'describe', (client, asked, options) =>
        callUnary(client, 'offsetForLeaderEpoch', asked, options),
      ),
    })),
    DeleteRecords: handleUnary(async (request, context) => ({
      partitions: await ask(request, context, 'delete', (client, asked, options) =>
        callUnary(client, 'deleteRecords', asked, options),
      ),
    })),
    DescribeProducers: handleUnary(async (request, context) => ({
      partitions: boundProducers(
        await ask(request, context, 'describe', (client, asked, options) =>
          callUnary(client, 'describeProducers', asked, options),
        ),
      ),
    })),
    DescribeLogs: handleUnary(async (request, context) => ({
      partitions: await ask(request, context, 'describe', (client, asked, options) =>
        callUnary(client, 'describeLogs', asked, options),
      ),
    })),
  };
}

/** What is beyond the limit of the answer is answered with an error, in the order of the request. */
function boundProducers(
  results: readonly (DescribeProducersResult | PartitionFailure)[],
): (DescribeProducersResult | PartitionFailure)[] {
  let count = 0;
  return results.map((result) => {
    count += 'producers' in result ? result.producers.length : 0;
    if (count <= maxProducers) return result;
    return toFailure(
      result,
      new WeirError(
        'RESOURCE_EXHAUSTED',
        `The answer would name more than ${maxProducers} producers: ask for fewer partitions`,
      ),
    );
  });
}

function withoutMarks(answer: FetchPartitionData | PartitionFailure) {
  return 'highWatermark' in answer ? answer : { ...answer, highWatermark: -1 };
}

function asProduced(answer: ProducePartitionResult | PartitionFailure) {
  return 'baseOffset' in answer ? answer : { ...answer, baseOffset: -1 };
}

function tooMuch(bytes: number): WeirError {
  return new WeirError(
    'RESOURCE_EXHAUSTED',
    `${bytes} bytes are being produced through this gateway, ${maxProducingBytes} are the limit: ` +
      'try again in a moment, or use ProduceStream',
  );
}
