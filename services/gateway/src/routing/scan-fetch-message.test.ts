import { LogService } from '@weir/protos';
import { expect, it } from 'vitest';
import { batchOf } from './routing.fixture.ts';
import { scanFetchMessage } from './scan-fetch-message.ts';

const { responseSerialize } = LogService.service.FetchStream;

it('finds what is in a message, and where', () => {
  const batches = [batchOf('a', 7), batchOf('bb', 8)];
  const error = { code: 'NOT_LEADER_OR_FOLLOWER', message: 'Not I', metadata: { leader: '2' } };
  const partitions = [
    { sessionId: 2 ** 40, data: { topicId: 'one', partition: 3, highWatermark: 9, batches } },
    { sessionId: 0, data: { topicId: 'two', partition: 0, error, highWatermark: -1 } },
  ];
  const message = responseSerialize({ partitions });
  const [first, second] = scanFetchMessage(message);
  const batchBytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  const ofFirst = { sessionId: 2 ** 40, topicId: 'one', partition: 3, batchBytes, nextOffset: 9 };
  expect(first).toMatchObject({ ...ofFirst, hasError: false, start: 0, end: second?.start });
  expect(second).toMatchObject({ sessionId: 0, topicId: 'two', partition: 0, hasError: true });
  expect(second).toMatchObject({ batchBytes: 0, nextOffset: undefined, end: message.length });
  expect(message.subarray(0, first?.end)).toEqual(
    responseSerialize({ partitions: partitions.slice(0, 1) }),
  );
});

it('refuses what is cut off', () => {
  const data = { topicId: 'one', partition: 3, batches: [batchOf('a')] };
  const message = responseSerialize({ partitions: [{ sessionId: 1, data }] });
  expect(() => scanFetchMessage(message.subarray(0, 60))).toThrow('bytes');
});
