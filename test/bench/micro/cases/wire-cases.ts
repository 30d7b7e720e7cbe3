import { Buffer } from 'node:buffer';
import { LogService, type ProduceStreamRequestInput } from '@weir/protos';
import type { MicroCase } from '../micro-case.ts';
import { stampedBatch } from './sample-batches.ts';

const partitions = 6;
const messagesPerRun = 10;
const topicId = '01234567-89ab-4cde-8f01-23456789abcd';
const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } =
  LogService.service.ProduceStream;

/** What a stream of produce requests costs on the wire: small batches, large ones, the answers. */
export const wireCases: readonly MicroCase[] = [
  ...requestCases('small', '6 batches of 1 KiB', 1024),
  ...requestCases('large', '6 batches of 160 KiB', 160 * 1024),
  {
    id: 'produce-answer',
    what: 'encode and decode a produce answer of 6 partitions',
    unit: 'messages',
    operationsPerRun: messagesPerRun,
    prepare() {
      const results = Array.from({ length: partitions }, (_, partition) => ({
        topicId,
        partition,
        baseOffset: 1_000_000 + partition,
        leaderEpoch: 3,
      }));
      const answer = { correlationId: 7, response: { partitions: results } };
      return {
        run: () => repeat(() => responseDeserialize(responseSerialize(answer))),
      };
    },
  },
];

function requestCases(id: string, what: string, batchBytes: number): MicroCase[] {
  return [
    {
      id: `produce-encode-${id}`,
      what: `encode a produce request of ${what}`,
      unit: 'messages',
      operationsPerRun: messagesPerRun,
      prepare() {
        const request = produceRequest(batchBytes);
        return { run: () => repeat(() => encode(request)) };
      },
    },
    {
      id: `produce-decode-${id}`,
      what: `decode a produce request of ${what}`,
      unit: 'messages',
      operationsPerRun: messagesPerRun,
      prepare() {
        const bytes = encode(produceRequest(batchBytes));
        return { run: () => repeat(() => requestDeserialize(bytes)) };
      },
    },
  ];
}

/** As grpc-js sends it: a large message is written when it is copied into its frame. */
function encode(request: ProduceStreamRequestInput): Buffer {
  const message = requestSerialize(request);
  const frame = Buffer.allocUnsafe(message.length);
  message.copy(frame);
  return frame;
}

function produceRequest(batchBytes: number): ProduceStreamRequestInput {
  return {
    correlationId: 7,
    request: {
      acks: 'ACKS_ALL',
      timeoutMs: 30_000,
      partitions: Array.from({ length: partitions }, (_, partition) => ({
        topicId,
        partition,
        batches: [stampedBatch(0, batchBytes)],
        minLeaderEpoch: 3,
      })),
    },
  };
}

function repeat(work: () => unknown): void {
  for (let index = 0; index < messagesPerRun; index += 1) work();
}
