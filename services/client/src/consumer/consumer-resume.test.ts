import { WeirError } from '@weir/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Weir } from '../weir.ts';
import type { ConsumerOptions, ReturningMember } from './consumer-options.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;
let elsewhere: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  cluster.createTopic('t', 2);
  weir = new Weir({ bootstrap: cluster.address });
  elsewhere = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await Promise.all([weir.close(), elsewhere.close()]);
  await cluster[Symbol.asyncDispose]();
});

async function produce(count: number): Promise<void> {
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: count }, (_none, at) => ({
      topic: 't',
      partition: at % 2,
      value: `${at}`,
    })),
  );
}

/** Reads in the background until it is closed. */
class Reader {
  readonly consumer: Consumer;
  readonly seen: string[] = [];
  readonly log: string[] = [];
  failure: unknown;

  constructor(client: Weir, options: Partial<ConsumerOptions> = {}) {
    this.consumer = client.consumer({
      ...{ groupId: 'g', topics: ['t'], autoCommit: false, ...options },
      onRebalance: {
        assigned: (partitions) => this.#note('assigned', partitions.length),
        revoked: (partitions) => this.#note('revoked', partitions.length),
        lost: (partitions) => this.#note('lost', partitions.length),
      },
    });
    this.consumer.on('joined', ({ memberId }) => this.log.push(`joined ${memberId}`));
    void this.#read();
  }

  /** As whom and with what to come back elsewhere. */
  returning(): ReturningMember {
    const identity = this.consumer.membership();
    if (identity === undefined) throw new Error('It is no member');
    const positions = this.consumer.assignment().map((place) => {
      const offset = this.consumer.position(place);
      return { ...place, ...(offset === undefined ? undefined : { offset }) };
    });
    return { ...identity, positions };
  }

  #note(what: string, count: number): void {
    this.log.push(`${what} ${count}`);
  }

  async #read(): Promise<void> {
    try {
      for await (const { partition, offset } of this.consumer.records()) {
        this.seen.push(`${partition}/${offset}`);
      }
    } catch (error) {
      this.failure = error;
    }
  }
}

it('ends without leaving, and goes on elsewhere where it stood', async () => {
  await produce(4);
  const first = new Reader(weir);
  await eventually(() => first.seen.length === 4);
  const resume = first.returning();
  await first.consumer.close({ leave: false });
  expect(first.log).toEqual(['joined member-1', 'assigned 2']);
  expect(cluster.groups.leaves).toBe(0);
  await produce(2);

  const second = new Reader(elsewhere, { resume, disconnectGraceMs: 5_000 });
  await eventually(() => second.seen.length === 2);
  expect(second.seen.toSorted()).toEqual(['0/2', '1/2']);
  expect(second.log).toEqual(['joined member-1', 'assigned 2']);
  expect(cluster.groups.joins[1]).toMatchObject({
    ...{ memberId: 'member-1', memberEpoch: 1, disconnectGraceMs: 5_000 },
    ownedPartitions: [{ partition: 0 }, { partition: 1 }],
  });
});

it('starts a partition whose offset is not known from what was committed', async () => {
  await produce(4);
  const first = new Reader(weir);
  await eventually(() => first.seen.length === 4);
  await first.consumer.commit([{ topic: 't', partition: 1, offset: 1 }]);
  const identity = first.returning();
  await first.consumer.close({ leave: false });

  const positions = [
    { topic: 't', partition: 0, offset: 2 },
    { topic: 't', partition: 1 },
  ];
  const second = new Reader(elsewhere, { resume: { ...identity, positions } });
  await eventually(() => second.seen.length === 1);
  expect(second.seen).toEqual(['1/1']);
});

it('joins anew, and reads what was committed, when the group has given it up', async () => {
  await produce(4);
  const positions = [{ topic: 't', partition: 0, offset: 2 }];
  const reader = new Reader(weir, { resume: { memberId: 'gone', memberEpoch: 7, positions } });
  await eventually(() => reader.seen.length === 4);
  expect(reader.log).toEqual(['joined member-1', 'assigned 2']);
  expect(cluster.groups.joins.map(({ memberId }) => memberId)).toEqual(['gone', '']);
});

it('lets go what the group has given away meanwhile', async () => {
  await produce(4);
  const first = new Reader(weir);
  await eventually(() => first.seen.length === 4);
  const resume = first.returning();
  await first.consumer.close({ leave: false });
  const other = new Reader(weir);
  await eventually(() => cluster.groups.joins.length === 2);

  const second = new Reader(elsewhere, { resume });
  await eventually(() => other.consumer.assignment().length === 1);
  expect(second.log).toEqual(['joined member-1', 'assigned 2', 'revoked 1']);
  expect(second.consumer.assignment()).toHaveLength(1);
});

it('gives in when another holder of its identity has taken over twice', async () => {
  const reader = new Reader(weir);
  await eventually(() => reader.log.includes('assigned 2'));
  const replaced = new WeirError('CANCELLED', 'Replaced', { metadata: { reason: 'newer-stream' } });
  cluster.groups.members.get('member-1')?.end(replaced);
  await eventually(() => cluster.groups.joins.length === 2);
  await eventually(() => cluster.groups.members.get('member-1')?.stream !== undefined);
  cluster.groups.members.get('member-1')?.end(replaced);
  await eventually(() => reader.failure !== undefined);
  expect(reader.failure).toMatchObject({ code: 'CANCELLED' });
  expect(reader.log.at(-1)).toBe('lost 2');
  expect(cluster.groups.joins).toHaveLength(2);
});

it('tells what became of each offset of a commit', async () => {
  const reader = new Reader(weir);
  const member = () => cluster.groups.members.get('member-1');
  // Once it has told what it holds nothing more is on its way.
  await eventually(() => cluster.groups.owned.at(-1)?.partitions.length === 2);
  member()?.owned.pop();
  const outcomes = await reader.consumer.commitEach([
    { topic: 't', partition: 1, offset: 1 },
    { topic: 't', partition: 0, offset: 2 },
  ]);
  expect(outcomes).toMatchObject([
    { partition: 1, offset: 1, error: { code: 'FENCED_MEMBER_EPOCH' } },
    { partition: 0, offset: 2 },
  ]);
  expect(outcomes[1]?.error).toBeUndefined();
});

it('tells the group when it reads something else', async () => {
  const reader = new Reader(weir);
  await eventually(() => reader.log.includes('assigned 2'));
  reader.consumer.setInterest({ topicPattern: 'u.*' });
  await eventually(() => cluster.groups.joins.length === 2);
  expect(cluster.groups.joins[1]).toMatchObject({
    ...{ memberId: 'member-1', topics: [], topicPattern: 'u.*' },
  });
});

it('refuses to resume what is no member', () => {
  const resume = {
    memberId: '',
    memberEpoch: -1,
    positions: [{ topic: 't', partition: 0, offset: -1 }],
  };
  expect(() => weir.consumer({ topics: ['t'], resume })).toThrow(
    /needs a groupId.*memberId is empty.*memberEpoch -1.*from -1 is not/u,
  );
});
