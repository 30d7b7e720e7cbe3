import {
  maxCursorLength,
  type ScanOptions,
  type PartitionStanding,
  type ScanTarget,
} from '@weir/client/for-gateway';
import { CallerReads } from './caller-reads.ts';
import { findTopic } from './find-topic.ts';
import type { HttpCalls } from './http-calls.ts';
import type { HttpContext } from './http-context.ts';

/** What browsing and searching are asked by. */
export interface ScanQuery extends Omit<ScanOptions, 'signal'> {
  readonly limit: number;
}

const offset = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

/** Schema of what both are asked by. */
export const scanQueryProperties = {
  order: {
    type: 'string',
    enum: ['newest', 'oldest'],
    default: 'newest',
    description: 'Which records come first',
  },
  partition: { type: 'integer', minimum: 0, description: 'All by default, of 1,000 at most' },
  cursor: {
    type: 'string',
    maxLength: maxCursorLength,
    description: 'Of an earlier answer, of the same topic and order: goes on there',
  },
  fromOffset: { ...offset, description: 'Nothing below this offset, in each partition' },
  toOffset: { ...offset, description: 'Nothing from this offset on, in each partition' },
  fromTimestampMs: { ...offset, description: 'From the first record at or after this time on' },
  toTimestampMs: { ...offset, description: 'Up to the first record at or after this time' },
} as const;

/** Schema of how partitions stood. */
export const standingsSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      partition: { type: 'integer' },
      logStartOffset: { type: 'integer' },
      highWatermark: { type: 'integer', description: 'Exclusive' },
      error: {
        type: 'object',
        description: 'Why it could not be read; its records are missing',
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

/** The topic of a request, to be read with the rights of who sent it. */
export async function findTarget(
  { clock }: HttpContext,
  calls: HttpCalls,
  name: string,
): Promise<ScanTarget> {
  const { topicId, partitions } = await findTopic(calls, name);
  const reads = new CallerReads(calls);
  return { reads, clock, topic: name, topicId, partitionCount: partitions.length };
}

/** How a partition stood, as JSON. */
export function toStandingJson(standing: PartitionStanding): object {
  if (!('error' in standing)) return standing;
  const { code, message } = standing.error;
  return { partition: standing.partition, error: { code, message } };
}
