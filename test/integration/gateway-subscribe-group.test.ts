import { WeirError } from '@weir/core';
import type { SubscribeOpenInput } from '@weir/protos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GatewaySystem, type RunningGateway } from '../harness/gateway-system.ts';
import { GrpcSubscriber } from '../harness/grpc-subscriber.ts';

let system: GatewaySystem;
let gateway: RunningGateway;

beforeAll(async () => {
  system = await GatewaySystem.start();
  gateway = await system.addGateway();
}, 60_000);

afterAll(async () => {
  await system[Symbol.asyncDispose]();
}, 60_000);

async function createTopic(topic: string, partitions = 2): Promise<void> {
  await system.weir.admin().createTopic({ name: topic, partitions, replicationFactor: 1 });
}

/** Sends a record to each partition. */
async function produce(topic: string, partitions = 2): Promise<void> {
  await using producer = system.weir.producer();
  for (let partition = 0; partition < partitions; partition += 1) {
    await producer.send({ topic, partition, value: 'v' });
  }
}

/** A member of the group that is named after its topic, over a connection of its own. */
function member(topic: string, open: SubscribeOpenInput = {}, at = gateway): GrpcSubscriber {
  const { client } = system.client(at.address);
  return new GrpcSubscriber(client, {
    ...{ groupId: topic, topics: [topic], creditBytes: 1_000_000, ...open },
  });
}

async function whenReading(subscriber: GrpcSubscriber, count: number): Promise<void> {
  await eventually(() => subscriber.partitions.length === count, { what: `It has ${count}` });
}

/** Those that are in the group; none of one that has been forgotten, as it has no commits. */
async function membersOf(groupId: string): Promise<string[]> {
  try {
    const { members } = await system.weir.admin().describeGroup(groupId);
    return members.map(({ memberId }) => memberId);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'GROUP_ID_NOT_FOUND') return [];
    throw error;
  }
}

describe('a group', () => {
  it('is joined, read, committed to and left, and the next member goes on there', async () => {
    await createTopic('happy');
    await produce('happy');
    const first = member('happy');
    await eventually(() => first.seen.length === 2);
    expect(first.events.slice(0, 2)).toEqual(['opened', 'assigned']);
    expect(first.memberId).not.toBe('');
    expect(await first.commit(first.handled())).toMatchObject([
      { topic: 'happy', offset: 1, errorCode: '' },
      { topic: 'happy', offset: 1, errorCode: '' },
    ]);
    first.send({ leave: true });
    await eventually(() => first.hasEnded);
    expect(await membersOf('happy')).toEqual([]);

    await produce('happy');
    const second = member('happy');
    await eventually(() => second.seen.length === 2);
    expect(second.seen.toSorted()).toEqual(['happy/0@1', 'happy/1@1']);
    second.end();
    await eventually(() => second.hasEnded);
    expect(await membersOf('happy')).toEqual([]);
  });

  it('takes what was committed with the end of the stream before it is left', async () => {
    await createTopic('last-words', 1);
    await produce('last-words', 1);
    const first = member('last-words');
    await eventually(() => first.seen.length === 1);
    first.send({ commits: first.handled(), leave: true });
    await eventually(() => first.hasEnded);
    expect(first.committed).toMatchObject([[{ offset: 1, errorCode: '' }]]);
  });

  it('answers pipelined commits in order, and goes on after one that is refused', async () => {
    await createTopic('pipe');
    await produce('pipe');
    const subscriber = member('pipe');
    await eventually(() => subscriber.seen.length === 2);
    for (let round = 0; round < 300; round += 1) {
      const commits = [{ topic: 'pipe', partition: round % 2, offset: 1 }];
      if (round === 7) commits.push({ topic: 'pipe', partition: 9, offset: 1 });
      subscriber.send({ commits });
    }
    await eventually(() => subscriber.committed.length === 300);
    const partitions = subscriber.committed.map(([result]) => result?.partition);
    expect(partitions).toEqual(Array.from({ length: 300 }, (_none, round) => round % 2));
    expect(subscriber.committed[7]).toMatchObject([
      { errorCode: '' },
      { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' },
    ]);
    const long = { topic: 'pipe', partition: 1, offset: 1, metadata: 'm'.repeat(5_000) };
    expect(await subscriber.commit([long])).toMatchObject([
      { errorCode: 'OFFSET_METADATA_TOO_LARGE' },
    ]);
    expect(subscriber.error).toBeUndefined();
    subscriber.end();
  });

  it('by pattern picks up topics that are new', async () => {
    await createTopic('pattern-a', 1);
    const subscriber = member('by-pattern', { topics: [], topicPattern: 'pattern-.*' });
    await whenReading(subscriber, 1);
    await createTopic('pattern-b', 1);
    await whenReading(subscriber, 2);
    expect(subscriber.partitions).toEqual(['pattern-a/0', 'pattern-b/0']);
    subscriber.end();
  });
});

describe('a partition that is taken away', () => {
  it('is held until all that was given of it is committed', async () => {
    await createTopic('until-commit');
    await produce('until-commit');
    const first = member('until-commit');
    await eventually(() => first.seen.length === 2);
    const second = member('until-commit');
    await eventually(() => first.revoked.length === 1);
    const [revoked] = first.revoked;
    expect(revoked).toMatchObject({ deadlineMs: 48_000, isLost: false });
    expect(second.partitions).toEqual([]);
    const commits = (revoked?.partitions ?? []).map((place) => ({ ...place, offset: 1 }));
    expect(await first.commit(commits)).toMatchObject([{ errorCode: '' }]);
    await whenReading(second, 1);
    expect(second.seen).toEqual([]);
    // Said again, as it may be together with `released`, it is as good as done.
    expect(await first.commit(commits)).toMatchObject([{ errorCode: '' }]);
    for (const subscriber of [first, second]) subscriber.end();
  });

  it('is let go when it is released, after the commits before', async () => {
    await createTopic('until-release');
    await produce('until-release');
    const first = member('until-release');
    await eventually(() => first.seen.length === 2);
    const second = member('until-release');
    await eventually(() => first.revoked.length === 1);
    first.send({ released: first.revoked[0]?.partitions ?? [] });
    await eventually(() => second.seen.length === 1);
    expect(second.seen).toEqual([`${second.partitions[0]}@0`]);
    for (const subscriber of [first, second]) subscriber.end();
  });

  it('is let go at the deadline, and a late commit for it gets its error as data', async () => {
    await createTopic('until-deadline');
    await produce('until-deadline');
    const first = member('until-deadline', { rebalanceTimeoutMs: 1_000 });
    await eventually(() => first.seen.length === 2);
    const second = member('until-deadline');
    await eventually(() => second.seen.length === 1);
    const [revoked] = first.revoked;
    expect(revoked).toMatchObject({ deadlineMs: 800 });
    const late = (revoked?.partitions ?? []).map((place) => ({ ...place, offset: 1 }));
    expect(await first.commit([...late, ...first.handled()])).toMatchObject([
      { errorCode: 'FENCED_MEMBER_EPOCH' },
      { errorCode: '' },
    ]);
    expect(first.error).toBeUndefined();
    expect(first.opened).toHaveLength(1);
    for (const subscriber of [first, second]) subscriber.end();
  });

  it('is lost at once when the group is set back by force: the member joins anew', async () => {
    await createTopic('forced');
    await produce('forced');
    const subscriber = member('forced');
    await eventually(() => subscriber.seen.length === 2);
    await subscriber.commit(subscriber.handled());
    await system.weir
      .admin()
      .resetOffsets({ groupId: 'forced', topic: 'forced', to: 'earliest', force: true });
    await eventually(() => subscriber.seen.length === 4);
    expect(subscriber.revoked).toMatchObject([{ isLost: true }]);
    expect(subscriber.opened).toHaveLength(2);
    expect(subscriber.opened[1]?.memberId).not.toBe(subscriber.opened[0]?.memberId);
    subscriber.end();
  });
});

describe('a member that loses its stream', () => {
  it('comes back through another gateway and goes on where it stood: nobody sees a rebalance', async () => {
    const other = await system.addGateway();
    await createTopic('return', 4);
    await produce('return', 4);
    const first = member('return');
    await eventually(() => first.seen.length === 4);
    await first.commit(first.handled());
    const second = member('return', {}, other);
    await whenReading(second, 2);
    await whenReading(first, 2);
    const changes = second.assigned.length + second.revoked.length;
    const { partitions } = first;
    first.cancel();
    await produce('return', 4);
    await eventually(async () => {
      const { members } = await system.weir.admin().describeGroup('return');
      return members.some(({ isConnected }) => !isConnected);
    });
    const back = member('return', { ...first.returning() }, other);
    await eventually(() => back.seen.length === 2);
    expect(back.memberId).toBe(first.memberId);
    expect(back.partitions).toEqual(partitions);
    expect(back.seen.toSorted()).toEqual(partitions.map((name) => `${name}@1`));
    expect(back.assigned[0]?.partitions.map(({ offset }) => offset)).toEqual([1, 1]);
    expect(second.assigned.length + second.revoked.length).toBe(changes);
    for (const subscriber of [back, second]) subscriber.end();
    await other.stop();
  });

  it('is given up after its session timeout, and told what it lost when it comes later', async () => {
    await createTopic('too-late', 1);
    await produce('too-late', 1);
    await produce('too-late', 1);
    const first = member('too-late', { sessionTimeoutMs: 300 });
    await eventually(() => first.seen.length === 2);
    await first.commit([{ topic: 'too-late', partition: 0, offset: 1 }]);
    first.cancel();
    await eventually(async () => (await membersOf('too-late')).length === 0);
    const back = member('too-late', { ...first.returning() });
    await eventually(() => back.seen.length === 1);
    expect(back.events).toEqual(['opened', 'revoked', 'assigned', 'records']);
    expect(back.memberId).not.toBe(first.memberId);
    expect(back.revoked).toMatchObject([{ isLost: true, partitions: [{ topic: 'too-late' }] }]);
    back.end();
  });

  it('has the newer of two streams that say to be it', async () => {
    await createTopic('twice', 1);
    const first = member('twice');
    await whenReading(first, 1);
    const second = member('twice', { ...first.returning() });
    const error = await eventually(() => first.error);
    expect(error).toMatchObject({ code: 'CANCELLED' });
    await produce('twice', 1);
    await eventually(() => second.seen.length === 1);
    expect(second.error).toBeUndefined();
    expect(await membersOf('twice')).toEqual([second.memberId]);
    second.end();
  });

  it('is told that its gateway stops, may commit, and keeps its partitions elsewhere', async () => {
    const [old, next] = [await system.addGateway(), await system.addGateway()];
    await createTopic('drain');
    await produce('drain');
    const first = member('drain', {}, old);
    await eventually(() => first.seen.length === 2);
    const stopped = old.stop();
    await eventually(() => first.events.includes('draining'));
    expect(await first.commit(first.handled())).toMatchObject([
      { errorCode: '' },
      { errorCode: '' },
    ]);
    const error = await eventually(() => first.error);
    expect(error).toMatchObject({ code: 'SHUTTING_DOWN' });
    const back = member('drain', { ...first.returning() }, next);
    await whenReading(back, 2);
    expect(back.memberId).toBe(first.memberId);
    await stopped;
    back.end();
  });

  it('is told that its connection is old, and keeps its partitions over another one', async () => {
    const shedding = await system.addGateway({ maxConnectionAgeMs: 3_000 });
    await createTopic('old-connection', 1);
    await produce('old-connection', 1);
    const first = member('old-connection', {}, shedding);
    await eventually(() => first.seen.length === 1);
    const error = await eventually(() => first.error);
    expect(first.events.includes('draining')).toBe(true);
    expect(error).toMatchObject({ code: 'SHUTTING_DOWN' });
    const back = member('old-connection', { ...first.returning() }, shedding);
    await whenReading(back, 1);
    expect(back.memberId).toBe(first.memberId);
    back.end();
  });

  it('may end its stream itself when it was told, without leaving', async () => {
    const old = await system.addGateway();
    await createTopic('drain-end', 1);
    const first = member('drain-end', {}, old);
    await whenReading(first, 1);
    const stopped = old.stop();
    await eventually(() => first.events.includes('draining'));
    first.end();
    await eventually(() => first.hasEnded);
    expect(await membersOf('drain-end')).toEqual([first.memberId]);
    await stopped;
  });
});
