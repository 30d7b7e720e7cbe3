import { LogService, MetadataService } from '@weir/protos';
import { expect, it } from 'vitest';
import { httpAppOf } from '../http-app.fixture.ts';

interface Asked {
  readonly topics?: readonly string[];
  readonly partitions?: readonly { readonly topicId: string; readonly partition: number }[];
}

const sizes: Readonly<Record<string, number>> = { small: 2, wide: 9_999, other: 3 };

/** Topics whose ids are `id-NAME`; every partition has 5 records in 100 bytes, and 2 were deleted. */
async function withTopics() {
  const calls: { readonly method: string; readonly request: Asked }[] = [];
  const app = await httpAppOf({
    services: [LogService.service, MetadataService.service],
    handle: async (method, request: Asked) => {
      calls.push({ method, request });
      if (method === 'MetadataService/GetMetadata') return metadataOf(request.topics ?? []);
      const partitions = (request.partitions ?? []).map(({ topicId, partition }) => ({
        ...{ topicId, partition, logStartOffset: 2, highWatermark: 7, logBytes: 100, segments: 1 },
      }));
      return { partitions };
    },
  });
  return { app, calls };
}

function metadataOf(names: readonly string[]): object {
  const topics = names.flatMap((name) => {
    const length = sizes[name];
    if (length === undefined) return [];
    const partitions = Array.from({ length }, (_none, partition) => ({ partition }));
    return [{ topicId: `id-${name}`, name, partitions }];
  });
  return { snapshot: { topics } };
}

it('asks for the logs of every partition of a topic', async () => {
  const { app, calls } = await withTopics();
  const response = await app.inject('/v1/topics/small/logs');
  expect(response.json()).toMatchObject({
    partitions: [
      { topicId: 'id-small', partition: 0, highWatermark: 7, followers: [] },
      { partition: 1, logBytes: 100 },
    ],
  });
  expect(calls.map(({ method }) => method)).toEqual([
    ...['MetadataService/GetMetadata', 'LogService/DescribeLogs'],
  ]);
});

it('asks for the offsets of a time in every partition, and for the ends by default', async () => {
  const { app, calls } = await withTopics();
  await app.inject('/v1/topics/small/offsets?spec=OFFSET_SPEC_TIMESTAMP&timestampMs=5');
  await app.inject('/v1/topics/small/offsets');
  const asked = calls.filter(({ method }) => method === 'LogService/ListOffsets');
  expect(asked.map(({ request }) => request.partitions)).toMatchObject([
    [
      { topicId: 'id-small', partition: 0, spec: 'OFFSET_SPEC_TIMESTAMP', timestampMs: 5 },
      { partition: 1 },
    ],
    [{ spec: 'OFFSET_SPEC_LATEST' }, { spec: 'OFFSET_SPEC_LATEST' }],
  ]);
});

it('deletes records of the partitions that are named', async () => {
  const { app, calls } = await withTopics();
  const partitions = [{ partition: 1, beforeOffset: -1 }];
  const response = await app.inject({
    ...{ method: 'POST', url: '/v1/topics/small/records/delete', payload: { partitions } },
  });
  expect(response.statusCode).toBe(200);
  expect(calls.at(-1)).toMatchObject({
    method: 'LogService/DeleteRecords',
    request: { partitions: [{ topicId: 'id-small', partition: 1, beforeOffset: -1 }] },
  });
});

it.each([
  ['GET', '/v1/topics/none/logs'],
  ['GET', '/v1/topics/none/offsets'],
  ['POST', '/v1/topics/none/records/delete'],
] as const)('%s %s says that there is no such topic', async (method, url) => {
  const { app, calls } = await withTopics();
  const payload = { partitions: [{ partition: 0, beforeOffset: 1 }] };
  const response = await app.inject({ method, url, ...(method === 'POST' ? { payload } : {}) });
  expect(response.statusCode).toBe(404);
  expect(response.json()).toMatchObject({ error: { code: 'UNKNOWN_TOPIC_OR_PARTITION' } });
  expect(calls).toHaveLength(1);
});

it('sums the logs of many topics, in as many calls as partitions need', async () => {
  const { app, calls } = await withTopics();
  const response = await app.inject('/v1/logs?topics=wide,none,small,wide');
  expect(response.json()).toEqual({
    topics: [
      {
        ...{ name: 'wide', logBytes: 999_900, records: 49_995, highWatermarks: 69_993 },
        ...{ segments: 9_999, unanswered: 0 },
      },
      {
        ...{ name: 'small', logBytes: 200, records: 10, highWatermarks: 14 },
        ...{ segments: 2, unanswered: 0 },
      },
    ],
  });
  expect(calls.map(({ request }) => request.partitions?.length ?? request.topics)).toEqual([
    ...[['wide', 'none', 'small'], 10_000, 1],
  ]);
});

it('sums nothing of more topics than it should, and of none', async () => {
  const { app, calls } = await withTopics();
  const names = Array.from({ length: 201 }, (_none, index) => `t${index}`).join(',');
  for (const query of [`?topics=${names}`, '?topics=', '']) {
    const response = await app.inject(`/v1/logs${query}`);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
  }
  expect(calls).toEqual([]);
});
