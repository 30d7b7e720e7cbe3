import { expect, it } from 'vitest';
import { resolveConsumerOptions } from './resolve-consumer-options.ts';

it('makes a member of a consumer with a group and topics, which commits every five seconds', () => {
  expect(resolveConsumerOptions({ groupId: 'g', topics: ['a', 'a'] })).toMatchObject({
    kind: 'member',
    topics: ['a'],
    autoCommitIntervalMs: 5_000,
    from: 'earliest',
    offsetReset: 'none',
    mode: 'push',
  });
});

it('reads what it names without a group, or with one for commits only', () => {
  expect(resolveConsumerOptions({ topics: ['a'] })).toMatchObject({
    kind: 'topics',
    autoCommitIntervalMs: 0,
  });
  const assignment = [{ topic: 'a', partition: 0 }];
  expect(resolveConsumerOptions({ groupId: 'g', assignment }).kind).toBe('manual');
});

it.each([
  [{}, 'give one of topics, topicPattern and assignment'],
  [{ topics: ['a'], topicPattern: 'b' }, 'give one of'],
  [{ topicPattern: 'b' }, 'topicPattern needs a groupId'],
  [{ topics: [] }, 'topics is empty'],
  [{ topics: ['a'], from: { offset: -1 } }, 'from -1 is not an integer'],
  [{ topics: ['a'], autoCommit: { intervalMs: 10 } }, 'autoCommit needs a groupId'],
  [{ groupId: 'g', topics: ['a'], sessionTimeoutMs: 1 }, 'sessionTimeoutMs 1 is not an integer'],
])('refuses %j', (options, problem) => {
  expect(() => resolveConsumerOptions(options)).toThrow(problem);
});
