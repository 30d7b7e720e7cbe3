import type { AclOperation, Resource } from '@weir/core';
import { type Caller, unrestrictedCaller } from '@weir/runtime';
import { expect, it } from 'vitest';
import { SubscriberAccess } from './subscriber-access.ts';
import type { Subscription } from './subscription.ts';

const subscription: Subscription = {
  ...{ groupId: 'g', topics: [], topicPattern: 'log-.*', partitions: undefined },
  ...{ from: 'earliest', offsetReset: 'none', resume: undefined },
  ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, maxMessageBytes: 4_194_304 },
};

/** A user who may read topics of these names. */
function reader(names: readonly string[]): Caller {
  const may = (_operation: AclOperation, { name }: Resource): boolean => names.includes(name);
  return { ...unrestrictedCaller, isInternal: false, may };
}

const source = (names: readonly string[], metadataVersion = '1') => ({
  topicNames: () => names,
  metadataVersion,
});

it('asks for the topics of a pattern that the caller may read, and for no others', () => {
  const names = ['log-b', 'log-a', 'log-c', 'other'];
  const access = new SubscriberAccess(
    reader(['log-a', 'log-b', 'other']),
    subscription,
    source(names),
  );
  expect(access.interest()).toEqual({ topics: ['log-a', 'log-b'] });
});

it('leaves out the topics of Weir itself, as the coordinator does for a pattern', () => {
  const names = ['__weir_offsets', 'log-a'];
  const all = { ...subscription, topicPattern: '.*' };
  const access = new SubscriberAccess(reader(names), all, source(names));
  expect(access.interest()).toEqual({ topics: ['log-a'] });
});

it('asks for nothing when it may read none of them', () => {
  const access = new SubscriberAccess(reader([]), subscription, source(['log-a']));
  expect(access.interest()).toEqual({ topicPattern: '^$' });
});

it('leaves a pattern to the coordinator for those who may read everything', () => {
  const access = new SubscriberAccess(unrestrictedCaller, subscription, source(['log-a']));
  expect(access.interest()).toEqual({ topicPattern: 'log-.*' });
  expect(access.version).toBe('0');
});

it('is to be asked again when topics have changed, but for named ones', () => {
  const versions = ['1', '2'].map((version) => {
    const topics = source(['log-a'], version);
    const named = { ...subscription, topicPattern: '', topics: ['log-a'] };
    return [subscription, named].map(
      (each) => new SubscriberAccess(reader([]), each, topics).version,
    );
  });
  expect(versions).toEqual([
    ['0 1', '0'],
    ['0 2', '0'],
  ]);
});

it('refuses a pattern of more topics than a member may have', () => {
  const names = Array.from({ length: 1_001 }, (_none, index) => `log-${index}`);
  const access = new SubscriberAccess(reader(names), subscription, source(names));
  expect(() => access.interest()).toThrow('matches 1001 topics, at most 1000 are allowed');
});
