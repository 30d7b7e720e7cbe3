import type { InventoryReplica, TopicIdentity } from '@weir/protos';
import { describe, expect, it } from 'vitest';
import { newPartition, type PartitionRecord, type TopicRecord } from '../cluster/records.ts';
import { ReplicaFacts } from '../cluster/replica-facts.ts';
import { findInInventory } from './inventory-findings.ts';

const sets = [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }];
const identity: TopicIdentity = {
  topicId: 't',
  name: 'orders',
  configs: { 'retention.ms': '1' },
  configVersion: 3,
  partitions: 4,
};

type Overrides = Partial<Omit<InventoryReplica, 'state'>> & {
  readonly state?: Partial<NonNullable<InventoryReplica['state']>> | null;
};

function replica(overrides: Overrides = {}): InventoryReplica {
  const { state, ...rest } = overrides;
  return {
    topicId: 't',
    partition: 0,
    isDeleted: false,
    isFailed: false,
    isVoteLost: false,
    promisedEpoch: 5,
    proposalId: 'p5',
    isLeader: false,
    inSyncReplicas: [],
    cachedLeader: -1,
    ...rest,
    state:
      state === null
        ? null
        : {
            incarnation: 'now',
            clean: true,
            lastEpoch: 5,
            logEndOffset: 10,
            logStartOffset: 0,
            highWatermark: 5,
            config: { sets, offset: -1, leaderEpoch: 0 },
            ...state,
          },
  };
}

const led: PartitionRecord = {
  ...newPartition('t', 0, sets),
  leader: 1,
  leaderEpoch: 5,
  leaderIncarnation: 'now',
  proposalId: 'p5',
  inSyncReplicas: [1, 2, 3],
};

function learnPartition(
  known: PartitionRecord | undefined,
  found: InventoryReplica,
  facts = new ReplicaFacts(),
): PartitionRecord | undefined {
  const findings = findInInventory(1, { topics: [identity], replicas: [found] }, facts);
  return findings.partitions[0]?.change(known);
}

function learnTopic(
  known: TopicRecord | undefined,
  replicas: InventoryReplica[],
  topics = [identity],
): TopicRecord | undefined {
  return findInInventory(1, { topics, replicas }, new ReplicaFacts()).topics[0]?.change(known);
}

describe('a topic', () => {
  const known: TopicRecord = {
    ...{ topicId: 't', name: 'orders', configs: {}, configVersion: 3, partitions: 4 },
    ...{ replicationFactor: 3, state: 'active' },
  };

  it('that the store lacks is rebuilt from what a node was told of it', () => {
    expect(learnTopic(undefined, [replica({ partition: 6 })])).toEqual({
      ...{ topicId: 't', name: 'orders', configs: { 'retention.ms': '1' }, configVersion: 3 },
      ...{ partitions: 7, replicationFactor: 3, state: 'active' },
    });
    expect(learnTopic(undefined, [replica()], [])).toBeUndefined();
  });

  it('gets the settings of the highest version', () => {
    expect(learnTopic(known, [replica()])).toBeUndefined();
    expect(learnTopic({ ...known, configVersion: 2 }, [replica()])).toMatchObject({
      configs: { 'retention.ms': '1' },
      configVersion: 3,
    });
  });

  it('is deleted where a tombstone of it is found, and stays so', () => {
    const tombstone = replica({ isDeleted: true, state: null });
    expect(learnTopic(known, [tombstone])).toMatchObject({ state: 'deleting' });
    expect(learnTopic({ ...known, state: 'deleting' }, [tombstone])).toBeUndefined();
    expect(learnTopic(undefined, [tombstone, replica({ partition: 1 })])).toMatchObject({
      state: 'deleting',
    });
  });
});

it('takes the tombstone of a replica that moved away for no deletion', () => {
  const moved = replica({ isDeleted: true });
  const known: TopicRecord = {
    ...{ topicId: 't', name: 'orders', configs: {}, configVersion: 3, partitions: 4 },
    ...{ replicationFactor: 3, state: 'active' },
  };
  expect(learnTopic(known, [moved])).toBeUndefined();
  expect(learnTopic(undefined, [moved])).toMatchObject({ state: 'active' });
});

describe('a partition', () => {
  it('that the store lacks is rebuilt without a leader, or with the one that leads', () => {
    expect(learnPartition(undefined, replica())).toMatchObject({ sets, leader: null });
    expect(
      learnPartition(undefined, replica({ isLeader: true, inSyncReplicas: [1, 2] })),
    ).toMatchObject({
      ...{ leader: 1, leaderEpoch: 5, leaderIncarnation: 'now', proposalId: 'p5' },
      inSyncReplicas: [1, 2],
    });
    expect(learnPartition(undefined, replica({ state: null }))).toBeUndefined();
  });

  it('changes nothing where all is known', () => {
    const same = replica({ isLeader: true, inSyncReplicas: [1, 2, 3] });
    expect(learnPartition(led, same)).toBeUndefined();
    expect(learnPartition({ ...led, leader: 2 }, replica())).toBeUndefined();
  });

  it('keeps a leader of a later epoch than the store knows', () => {
    const rolledBack = { ...led, leader: 3, leaderEpoch: 2 };
    expect(learnPartition(rolledBack, replica({ isLeader: true }))).toMatchObject({
      leader: 1,
      leaderEpoch: 5,
    });
    const newer = { ...led, leader: 3, leaderEpoch: 6 };
    expect(learnPartition(newer, replica({ isLeader: true }))).toBeUndefined();
  });

  it('follows the replica sets that its leader has in its log, a joint config too', () => {
    const joint = [...sets, { replicas: [1, 2, 4], minInsyncReplicas: 2 }];
    const config = { sets: joint, offset: 7, leaderEpoch: 5 };
    const leading = { isLeader: true, inSyncReplicas: [1, 2, 3] };
    expect(learnPartition(led, replica({ ...leading, state: { config } }))).toMatchObject({
      sets: joint,
      leader: 1,
    });
  });

  it('has no leader any more when that has started again (3.1)', () => {
    const restarted = replica({ state: { incarnation: 'later' } });
    expect(learnPartition(led, restarted)).toMatchObject({ leader: null, leaderEpoch: 5 });
  });

  it('keeps a leader that has not heard of its election yet', () => {
    expect(learnPartition(led, replica())).toBeUndefined();
  });

  it('gets the replica sets of the highest rank (9.2)', () => {
    const facts = new ReplicaFacts();
    const joint = [...sets, { replicas: [2, 3, 4], minInsyncReplicas: 2 }];
    const config = { sets: joint, offset: 7, leaderEpoch: 5 };
    const base = { ...newPartition('t', 0, sets), leaderEpoch: 2 };
    const ahead = learnPartition(base, replica({ state: { config } }), facts);
    expect(ahead).toMatchObject({ sets: joint });
    const behind = replica({ state: { lastEpoch: 4 } });
    expect(learnPartition(ahead, behind, facts)).toBeUndefined();
    expect(learnPartition(led, replica({ state: { config } }))).toBeUndefined();
  });
});

it('concludes nothing from what a node does not hold', () => {
  const findings = findInInventory(1, { topics: [], replicas: [] }, new ReplicaFacts());
  expect(findings).toEqual({ topics: [], partitions: [] });
});
