import { WeirError } from '@weir/core';
import { MetadataService, type Topic } from '@weir/protos';
import type { HttpCalls } from './http-calls.ts';

/** The topic of that name; `UNKNOWN_TOPIC_OR_PARTITION` for one that the caller does not see. */
export async function findTopic(calls: HttpCalls, name: string): Promise<Topic> {
  const request = { topics: [name] };
  const { snapshot } = await calls.call(MetadataService.service.GetMetadata, request);
  const topic = snapshot?.topics.find((candidate) => candidate.name === name);
  if (topic !== undefined) return topic;
  throw new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `Topic "${name.slice(0, 249)}" does not exist, or the caller may not describe it`,
  );
}
