import type { ServiceDefinition } from '@grpc/grpc-js';
import { type AclOperation, type Clock, toWeirError, WeirError } from '@weir/core';
import {
  type DescribeProducersPartition,
  type ListOffsetsPartition,
  LogService,
  type LogServiceHandlers,
  type ProducerStateInput,
} from '@weir/protos';
import { type Caller, checkPartitionCount, handleBidiStream, handleUnary } from '@weir/runtime';

import type { Partition } from '../partition/partition.ts';
import { toPartitionError } from '../partition/partition-error.ts';
import type { WantedOffset } from '../partition/partition-reader.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { ByteBudget } from './byte-budget.ts';
import { ByteQuota } from './byte-quota.ts';
import { describeLog } from './describe-log.ts';
import { encodeFetchStreamResponse } from './encode-fetch-stream-response.ts';
import { FetchCall } from './fetch-call.ts';
import { FetchStream } from './fetch-stream.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import { produceOnce } from './produce-call.ts';
import { ProduceStream } from './produce-stream.ts';
import type { ReadBuffers } from './read-buffers.ts';
import { type TopicNameOf, TopicRights } from './topic-rights.ts';

/** What the LogService works with while the node runs. */
export interface LogServiceContext {
  readonly registry: PartitionRegistry;
  readonly clock: Clock;
  readonly budget: ByteBudget;
  readonly observer: LogServiceObserver;
  readonly buffers: ReadBuffers;
  readonly topicNameOf: TopicNameOf;
}

/** The LogService with the encoder of what there is most of. */
export const logServiceDefinition: ServiceDefinition = {
  ...LogService.service,
  FetchStream: {
    ...LogService.service.FetchStream,
    responseSerialize: encodeFetchStreamResponse,
  },
};

interface NamedPartition {
  readonly topicId: string;
  readonly partition: number;
}

const maxProducers = 1000;

/** The LogService of a node; `context` throws while the node does not run. */
export function createLogHandlers(context: () => LogServiceContext): LogServiceHandlers {
  return {
    Produce: handleUnary((request, { caller }) => {
      const node = context();
      return produceOnce(request, producing(node, caller), node.budget);
    }),
    ProduceStream: handleBidiStream(async (stream, { signal, caller }) => {
      const node = context();
      await new ProduceStream(stream, { ...producing(node, caller), caller }, node.budget).serve(
        signal,
      );
    }),
    Fetch: handleUnary((request, { signal, caller }) =>
      new FetchCall(request, fetching(context(), caller)).run(signal),
    ),
    FetchStream: handleBidiStream(async (stream, { signal, caller }) => {
      await new FetchStream(stream, { ...fetching(context(), caller), caller }).serve(signal);
    }),
    ListOffsets: handleUnary(async ({ partitions }, { caller }) => ({
      partitions: await forEach(
        partitions,
        asking(context(), caller, 'describe'),
        async (partition, asked) => ({
          ...(await partition.reader.listOffset(toWantedOffset(asked))),
        }),
      ),
    })),
    OffsetForLeaderEpoch: handleUnary(async ({ partitions }, { caller }) => ({
      partitions: await forEach(
        partitions,
        asking(context(), caller, 'describe'),
        async (partition, { leaderEpoch }) => partition.reader.endOfEpoch(leaderEpoch),
      ),
    })),
    DeleteRecords: handleUnary(async ({ partitions }, { caller }) => ({
      partitions: await forEach(
        partitions,
        asking(context(), caller, 'delete'),
        async (partition, { beforeOffset }) => ({
          logStartOffset: await partition.trimmer.deleteRecords(beforeOffset),
        }),
      ),
    })),
    DescribeProducers: handleUnary(async ({ partitions }, { caller }) => ({
      partitions: await forEach(
        partitions,
        asking(context(), caller, 'describe'),
        async (partition, asked) => ({ producers: describeProducers(partition, asked) }),
      ),
    })),
    DescribeLogs: handleUnary(async ({ partitions }, { caller }) => ({
      partitions: await forEach(
        partitions,
        asking(context(), caller, 'describe'),
        async (partition) => describeLog(partition),
      ),
    })),
  };
}

interface Asking {
  readonly registry: PartitionRegistry;
  readonly rights: TopicRights;
  readonly observer: LogServiceObserver;
}

function asking(node: LogServiceContext, caller: Caller, operation: AclOperation): Asking {
  const { registry, topicNameOf, observer } = node;
  return { registry, observer, rights: new TopicRights(caller, operation, topicNameOf) };
}

function producing(node: LogServiceContext, caller: Caller) {
  const quota = new ByteQuota(caller, 'produce');
  return { ...asking(node, caller, 'write'), clock: node.clock, quota };
}

function fetching(node: LogServiceContext, caller: Caller) {
  const { clock, buffers } = node;
  const quota = new ByteQuota(caller, 'fetch');
  return { ...asking(node, caller, 'read'), clock, buffers, quota };
}

/** One result for each partition asked for, in order: what `answer` says, or its error. */
async function forEach<Asked extends NamedPartition, Answer extends object>(
  asked: readonly Asked[],
  { registry, rights, observer }: Asking,
  answer: (partition: Partition, asked: Asked) => Promise<Answer>,
) {
  checkPartitionCount(asked);
  return Promise.all(
    asked.map(async (each) => {
      const { topicId, partition } = each;
      try {
        rights.require(topicId);
        return { topicId, partition, ...(await answer(registry.get(topicId, partition), each)) };
      } catch (error) {
        observer.traffic.refused(toWeirError(error).code);
        return { topicId, partition, error: toPartitionError(error) };
      }
    }),
  );
}

function toWantedOffset({ spec, timestampMs }: ListOffsetsPartition): WantedOffset {
  switch (spec) {
    case 'OFFSET_SPEC_EARLIEST':
      return { kind: 'earliest' };
    case 'OFFSET_SPEC_LATEST':
      return { kind: 'latest' };
    case 'OFFSET_SPEC_MAX_TIMESTAMP':
      return { kind: 'maxTimestamp' };
    case 'OFFSET_SPEC_TIMESTAMP':
      return { kind: 'timestamp', timestampMs };
    default:
      throw new WeirError('INVALID_REQUEST', `Offset spec ${spec} is not known`);
  }
}

function describeProducers(
  partition: Partition,
  { producerId }: DescribeProducersPartition,
): ProducerStateInput[] {
  partition.reader.marks();
  const producers: ProducerStateInput[] = [];
  for (const state of partition.log.producers.states()) {
    const last = state.batches.at(-1);
    if (last === undefined || (producerId !== 0 && producerId !== state.producerId)) continue;
    producers.push({
      producerId: state.producerId,
      producerEpoch: state.producerEpoch,
      lastSequence: last.lastSequence,
      lastOffset: last.lastOffset,
      lastTimestampMs: last.timestampMs,
    });
    if (producers.length === maxProducers) break;
  }
  return producers;
}
