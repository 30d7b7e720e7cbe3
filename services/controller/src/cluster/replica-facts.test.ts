import type { InventoryReplica } from '@weir/protos';
import { expect, it } from 'vitest';
import { ReplicaFacts } from './replica-facts.ts';

function replica(overrides: Partial<InventoryReplica> = {}): InventoryReplica {
  return {
    topicId: 't',
    partition: 0,
    isDeleted: false,
    isFailed: false,
    isVoteLost: false,
    promisedEpoch: 3,
    proposalId: '',
    state: {
      incarnation: 'i',
      clean: true,
      lastEpoch: 3,
      logEndOffset: 10,
      logStartOffset: 0,
      highWatermark: 5,
      config: null,
    },
    isLeader: false,
    inSyncReplicas: [],
    cachedLeader: -1,
    ...overrides,
  };
}

it('takes a replica for intact unless it was heard else', () => {
  const facts = new ReplicaFacts();
  expect(facts.conditionOf('t/0', 1)).toBe('intact');
  expect(facts.isCreated('t/0', 1)).toBe(false);
  facts.noteInventory(1, [replica({ state: null })]);
  expect(facts.conditionOf('t/0', 1)).toBe('unclean');
  facts.noteInventory(1, [replica({ isFailed: true })]);
  expect(facts.conditionOf('t/0', 1)).toBe('absent');
  facts.noteInventory(1, [replica()]);
  expect(facts.conditionOf('t/0', 1)).toBe('intact');
  expect(facts.holders('t/0')).toEqual([1]);
});

it('forgets what a later inventory does not name, and never the highest promise', () => {
  const facts = new ReplicaFacts();
  facts.noteInventory(1, [replica({ promisedEpoch: 7 })]);
  facts.noteInventory(2, [replica({ promisedEpoch: 6 })]);
  facts.noteInventory(1, []);
  expect(facts.isCreated('t/0', 1)).toBe(false);
  expect(facts.isCreated('t/0', 2)).toBe(true);
  expect(facts.highestPromise('t/0')).toBe(7);
  facts.notePromise('t/0', 2);
  expect(facts.highestPromise('t/0')).toBe(7);
});

it('does not take a tombstone for a replica', () => {
  const facts = new ReplicaFacts();
  facts.noteInventory(1, [replica({ isDeleted: true, promisedEpoch: 9 })]);
  expect(facts.isCreated('t/0', 1)).toBe(false);
  expect(facts.highestPromise('t/0')).toBe(9);
});

it('follows the list of replicas that a node has set aside', () => {
  const facts = new ReplicaFacts();
  facts.noteCreated('t/0', 1, { isClean: true });
  facts.noteFailures(
    1,
    new Map([
      ['t/0', 'unclean'],
      ['t/1', 'absent'],
      ['t/2', 'full'],
    ]),
  );
  expect(['t/0', 't/1', 't/2'].map((key) => facts.failureOf(key, 1))).toEqual([
    ...['unclean', 'absent', 'full'],
  ]);
  expect(facts.conditionOf('t/0', 1)).toBe('unclean');
  expect(facts.conditionOf('t/1', 1)).toBe('absent');
  facts.noteInventory(1, [replica({ isFailed: true })]);
  expect(facts.failureOf('t/0', 1)).toBe('unclean');
  facts.noteFailures(1, new Map([['t/1', 'absent']]));
  expect(facts.failureOf('t/0', 1)).toBeUndefined();
  expect(facts.conditionOf('t/0', 1)).toBe('intact');
});

it('takes a replica on a full disk for what it holds', () => {
  const facts = new ReplicaFacts();
  facts.noteFailures(1, new Map([['t/0', 'full']]));
  facts.noteInventory(1, [replica({ isFailed: true })]);
  expect(facts.conditionOf('t/0', 1)).toBe('intact');
  expect(facts.failureOf('t/0', 1)).toBe('full');
});

it('tells the highest rank that was seen: the last epoch before the log end', () => {
  const facts = new ReplicaFacts();
  expect(facts.noteRank('t/0', { lastEpoch: 3, logEndOffset: 10 })).toBe(true);
  expect(facts.noteRank('t/0', { lastEpoch: 2, logEndOffset: 99 })).toBe(false);
  expect(facts.noteRank('t/0', { lastEpoch: 3, logEndOffset: 10 })).toBe(true);
  expect(facts.noteRank('t/0', { lastEpoch: 4, logEndOffset: 1 })).toBe(true);
});
