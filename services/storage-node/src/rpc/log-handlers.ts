import type { ServiceDefinition } from '@grpc/grpc-js';
import { type Clock, WeirError } from '@weir/core';
import {
  type DescribeProducersPartition,
  type ListOffsetsPartition,
  LogService,
  type LogServiceHandlers,
  type ProducerStateInput,
} from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';

import type { Partition } from '../partition/partition.ts';
import { toPartitionError } from '../partition/partition-error.ts';
import type { WantedOffset } from '../partition/partition-reader.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { ByteBudget } from './byte-budget.ts';
import { encodeFetchStreamResponse } from './encode-fetch-stream-response.ts';
import { FetchCall } from './fetch-call.ts';
import { FetchStream } from './fetch-stream.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import { bytesOf, produce } from './produce-call.ts';
import { ProduceStream } from './produce-stream.ts';
import type { ReadBuffers } from './read-buffers.ts';
import { checkPartitionCount } from './request-limits.ts';

/** What the LogService works with while the node runs. */
export interface LogServiceContext {
  readonly registry: PartitionRegistry;
  readonly clock: Clock;
  readonly budget: ByteBudget;
  readonly observer: LogServiceObserver;
  readonly buffers: ReadBuffers;
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
    Produce: handleUnary(async (request) => {
      const { budget, ...rest } = context();
      const bytes = bytesOf(request);
      await budget.take(bytes);
      try {
        return await new Promise((resolve) => {
          produce(request, rest, resolve);
        });
      } finally {
        budget.release(bytes);
      }
    }),
    ProduceStream: handleBidiStream(async (stream, { signal }) => {
      const { budget, ...rest } = context();
      await new ProduceStream(stream, rest, budget).serve(signal);
    }),
    Fetch: handleUnary((request, { signal }) => new FetchCall(request, context()).run(signal)),
    FetchStream: handleBidiStream(async (stream, { signal }) => {
      await new FetchStream(stream, context()).serve(signal);
    }),
    ListOffsets: handleUnary(async ({ partitions }) => ({
      partitions: await forEach(context(), partitions, async (partition, asked) => ({
        ...(await partition.reader.listOffset(toWantedOffset(asked))),
      })),
    })),
    OffsetForLeaderEpoch: handleUnary(async ({ partitions }) => ({
      partitions: await forEach(context(), partitions, async (partition, { leaderEpoch }) =>
        partition.reader.endOfEpoch(leaderEpoch),
      ),
    })),
    DeleteRecords: handleUnary(async ({ partitions }) => ({
      partitions: await forEach(context(), partitions, async (partition, { beforeOffset }) => ({
        logStartOffset: await partition.trimmer.deleteRecords(beforeOffset),
      })),
    })),
    DescribeProducers: handleUnary(async ({ partitions }) => ({
      partitions: await forEach(context(), partitions, async (partition, asked) => ({
        producers: describeProducers(partition, asked),
      })),
    })),
  };
}

/** One result for each partition asked for, in order: what `answer` says, or its error. */
async function forEach<Asked extends NamedPartition, Answer extends object>(
  { registry }: LogServiceContext,
  asked: readonly Asked[],
  answer: (partition: Partition, asked: Asked) => Promise<Answer>,
) {
  checkPartitionCount(asked);
  return Promise.all(
    asked.map(async (each) => {
      const { topicId, partition } = each;
      try {
        return { topicId, partition, ...(await answer(registry.get(topicId, partition), each)) };
      } catch (error) {
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
