import { MetadataService, type PartitionInput } from '@weir/protos';
import { expect, it } from 'vitest';
import { httpAppOf } from '../http-app.fixture.ts';

const well: PartitionInput = {
  ...{ partition: 0, leader: 1, leaderEpoch: 4, partitionEpoch: 5 },
  ...{ assignedReplicas: [1, 2, 3], inSyncReplicas: [1, 2, 3] },
};
const topics = [
  {
    ...{ topicId: 'id-b', name: 'b', replicationFactor: 3 },
    partitions: [well, { ...well, partition: 1, inSyncReplicas: [1, 2] }],
  },
  {
    ...{ topicId: 'id-a', name: 'a', replicationFactor: 2 },
    partitions: [
      {
        ...{ partition: 0, leaderEpoch: 7, assignedReplicas: [4, 5], inSyncReplicas: [] },
        leaderlessReason: 'Nobody is alive',
      },
    ],
  },
];

async function list(query: string) {
  const asked: object[] = [];
  const app = await httpAppOf({
    services: [MetadataService.service],
    handle: async (_method, request) => {
      asked.push(request);
      return { snapshot: { topics } };
    },
  });
  const response = await app.inject(`/v1/partitions${query}`);
  expect(response.statusCode).toBe(200);
  expect(asked).toEqual([{ topics: [] }]);
  const body: { partitions: { topic: string; partition: number }[]; total: number } =
    response.json();
  return {
    body,
    places: body.partitions.map(({ topic, partition }) => `${topic}/${partition}`),
  };
}

it('lists all, in order, with what one wants to know', async () => {
  const { body, places } = await list('');
  expect(places).toEqual(['a/0', 'b/0', 'b/1']);
  expect(body.total).toBe(3);
  expect(body.partitions.slice(0, 2)).toEqual([
    {
      ...{ topic: 'a', partition: 0, leaderEpoch: 7, assignedReplicas: [4, 5] },
      ...{ inSyncReplicas: [], leaderlessReason: 'Nobody is alive' },
    },
    {
      ...{ topic: 'b', partition: 0, leader: 1, leaderEpoch: 4, assignedReplicas: [1, 2, 3] },
      ...{ inSyncReplicas: [1, 2, 3], leaderlessReason: '' },
    },
  ]);
});

it.each([
  ['?state=leaderless', ['a/0'], 1],
  ['?state=under-replicated', ['a/0', 'b/1'], 2],
  ['?state=under-min-isr', ['a/0'], 1],
  ['?node=3', ['b/0', 'b/1'], 2],
  ['?node=3&state=under-replicated', ['b/1'], 1],
  ['?limit=1', ['a/0'], 3],
])('finds with %s what is asked for', async (query, places, total) => {
  const found = await list(query);
  expect(found.places).toEqual(places);
  expect(found.body.total).toBe(total);
});
