import type { CommitStreamRequestInput, CommitStreamResponse } from '@weir/protos';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TestCluster, type RunningCoordinator } from './coordinator.fixture.ts';

let cluster: TestCluster;
let running: RunningCoordinator;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.open();
  running = await cluster.startAlone();
});

afterEach(async () => {
  await cluster.close();
});

it('answers every commit of a stream, more at a time than are worked on', async () => {
  const count = 3_000;
  const answers = await commitAll(
    Array.from({ length: count }, (_, index) => ({
      correlationId: index,
      request: {
        groupId: 'group',
        offsets: [{ topic: 'orders', partition: index % 4, offset: Math.floor(index / 4) + 1 }],
      },
    })),
  );
  expect(answers.map(({ correlationId }) => correlationId).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, index) => index),
  );
  expect(answers.every(({ response }) => response?.results[0]?.errorCode === '')).toBe(true);
  const { offsets } = await new Promise<{ offsets: { offset: number }[] }>((resolve, reject) => {
    cluster.client(running.address).fetchOffsets({ groupId: 'group' }, (error, response) => {
      if (error) reject(error);
      else if (response) resolve(response);
    });
  });
  expect(offsets.map(({ offset }) => offset)).toEqual([750, 750, 750, 750]);
});

it('goes on after a request that fails as a whole', async () => {
  const offsets = [{ topic: 'orders', partition: 0, offset: 5 }];
  const answers = await commitAll([
    {
      correlationId: 1,
      request: { groupId: 'group', memberId: 'nobody', memberEpoch: 1, offsets },
    },
    { correlationId: 2, request: { groupId: '', offsets } },
    { correlationId: 3 },
    { correlationId: 4, request: { groupId: 'group', offsets } },
  ]);
  const codes = new Map(answers.map(({ correlationId, errorCode }) => [correlationId, errorCode]));
  expect(codes.get(1)).toBe('UNKNOWN_MEMBER_ID');
  expect(codes.get(2)).toBe('INVALID_GROUP_ID');
  expect(codes.get(3)).toBe('INVALID_GROUP_ID');
  expect(codes.get(4)).toBe('');
});

/** Sends these on one stream and ends it; resolves with all answers when the stream has ended. */
async function commitAll(
  requests: readonly CommitStreamRequestInput[],
): Promise<CommitStreamResponse[]> {
  const stream = cluster.client(running.address).commitStream();
  const answers: CommitStreamResponse[] = [];
  let hasEnded = false;
  stream.on('data', (answer: CommitStreamResponse) => answers.push(answer));
  stream.on('end', () => {
    hasEnded = true;
  });
  for (const request of requests) stream.write(request);
  stream.end();
  await vi.waitUntil(() => hasEnded, { timeout: 20_000 });
  return answers;
}
