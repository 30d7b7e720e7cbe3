import { expect, test } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import type { ServerEvent } from '../../api/event-parser.ts';
import { type FollowListener, type FollowPorts, followTopic } from './follow-topic.ts';

type Feed = (cursor: string) => AsyncIterable<readonly ServerEvent[]>;

const event = (data: string, id = ''): ServerEvent => ({ event: 'record', data, id });

async function* give(...batches: readonly ServerEvent[][]) {
  yield* batches;
}

async function* giveThenFail(error: Error, ...batches: readonly ServerEvent[][]) {
  yield* batches;
  throw error;
}

/** Follows through these feeds, one after the other, and ends with the last of them. */
async function follow(...feeds: readonly Feed[]) {
  const controller = new AbortController();
  const cursors: string[] = [];
  const records: string[] = [];
  const troubles: (string | undefined)[] = [];
  const ports: FollowPorts = {
    findEnd: async () => '0:10',
    open: (cursor) => {
      const feed = feeds[cursors.length];
      cursors.push(cursor);
      return feed?.(cursor) ?? give();
    },
    sleep: async () => {
      if (cursors.length >= feeds.length) controller.abort();
    },
  };
  const listener: FollowListener = {
    onRecords: (page) => records.push(...page),
    onLive: () => undefined,
    onTrouble: (error) => troubles.push(error?.code),
  };
  await followTopic(ports, listener, { signal: controller.signal });
  return { cursors, records, troubles };
}

test('tells the records of whole pages, from the end of the log on', async () => {
  const { cursors, records } = await follow(() =>
    give([event('a')], [event('b', '0:12'), event('c', '0:13')]),
  );
  expect(cursors).toEqual(['0:10']);
  expect(records).toEqual(['a', 'b', 'c']);
});

test('goes on behind the last whole page when a feed is cut off, and tells no record twice', async () => {
  const { cursors, records, troubles } = await follow(
    () => giveThenFail(new TypeError('network error'), [event('a', '0:11')], [event('b', '0:11')]),
    () => give([event('b'), event('c', '0:13')]),
  );
  expect(cursors).toEqual(['0:10', '0:11']);
  expect(records).toEqual(['a', 'b', 'c']);
  expect(troubles).toEqual(['CONSOLE_ERROR', undefined]);
});

test('ends with an error that trying again does not help', async () => {
  const error = new ApiError('Deleted', {
    ...{ code: 'OFFSET_OUT_OF_RANGE', status: 200, recovery: 'give-up' },
  });
  await expect(follow(() => giveThenFail(error))).rejects.toThrow('Deleted');
});

test('tries again what may be better later', async () => {
  const error = new ApiError('Away', { code: 'UNAVAILABLE', status: 0, recovery: 'retry' });
  const { records, troubles } = await follow(
    () => giveThenFail(error),
    () => give([event('a', '0:11')]),
  );
  expect(records).toEqual(['a']);
  expect(troubles).toEqual(['UNAVAILABLE', undefined]);
});

test('tells nothing once it is ended', async () => {
  const controller = new AbortController();
  const records: string[] = [];
  const ports: FollowPorts = {
    findEnd: async () => '0:10',
    open: async function* open() {
      yield [event('a', '0:11')];
      controller.abort();
      yield [event('b', '0:12')];
    },
    sleep: async () => undefined,
  };
  const listener: FollowListener = {
    onRecords: (page) => records.push(...page),
    onLive: () => undefined,
    onTrouble: () => undefined,
  };
  await followTopic(ports, listener, { signal: controller.signal });
  expect(records).toEqual(['a']);
});
