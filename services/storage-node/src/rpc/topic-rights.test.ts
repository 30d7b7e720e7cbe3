import { unrestrictedCaller } from '@weir/runtime';
import { expect, it, vi } from 'vitest';

import { allow, RuleCaller } from '@weir/runtime/fixtures';
import { TopicRights } from './topic-rights.ts';

const names = new Map([
  ['1', 'orders'],
  ['2', '__weir_offsets'],
]);
const nameOf = (topicId: string): string | undefined => names.get(topicId);

it('lets a service of the cluster do everything, and does not even look up the name', () => {
  const lookUp = vi.fn<(topicId: string) => string>();
  const rights = new TopicRights(unrestrictedCaller, 'write', lookUp);
  expect(rights.problem('2')).toBeUndefined();
  expect(lookUp).not.toHaveBeenCalled();
});

it('asks for a topic once until rights change', () => {
  const caller = new RuleCaller([allow('write', 'orders')]);
  const asked = vi.spyOn(caller, 'require');
  const rights = new TopicRights(caller, 'write', nameOf);
  expect(rights.problem('1')).toBeUndefined();
  expect(rights.problem('1')).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(1);

  caller.change([]);
  expect(rights.problem('1')?.code).toBe('TOPIC_AUTHORIZATION_FAILED');
  expect(rights.problem('1')?.message).toBe('user:ada may not write topic "orders"');
  expect(asked).toHaveBeenCalledTimes(2);
});

it('keeps Weir’s own topics to services of the cluster, but for reading', () => {
  const caller = new RuleCaller([
    allow('write', '__weir_offsets'),
    allow('delete', '__weir_offsets'),
    allow('read', '__weir_offsets'),
  ]);
  const problemOf = (operation: 'write' | 'delete' | 'read') =>
    new TopicRights(caller, operation, nameOf).problem('2')?.code;
  expect(problemOf('write')).toBe('TOPIC_AUTHORIZATION_FAILED');
  expect(problemOf('delete')).toBe('TOPIC_AUTHORIZATION_FAILED');
  expect(problemOf('read')).toBeUndefined();
});

it('knows nothing of a topic that the node has not heard of, until it has', () => {
  const rights = new TopicRights(new RuleCaller([allow('read', 'late')]), 'read', nameOf);
  expect(rights.problem('9')?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  names.set('9', 'late');
  expect(rights.problem('9')).toBeUndefined();
});

it('throws where the credentials are void', () => {
  const caller = new RuleCaller([allow('read', 'orders')]);
  caller.hasExpired = true;
  const rights = new TopicRights(caller, 'read', nameOf);
  expect(() => rights.problem('1')).toThrow('The credentials expired');
});
