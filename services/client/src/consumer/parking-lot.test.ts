import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import type { FakePartition } from '../../test/fake-partition.ts';
import { Weir } from '../weir.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;
let log: FakePartition | undefined;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  [log] = cluster.createTopic('t', 2);
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

async function produce(count: number, partition: number): Promise<void> {
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: count }, (_none, at) => ({ topic: 't', partition, value: `${at}` })),
  );
}

/** Streams that are open to both nodes. */
const streams = (): number =>
  cluster.node(1).log.openFetchStreams + cluster.node(2).log.openFetchStreams;

/** Reads both partitions in the background. */
class Reader {
  readonly consumer: Consumer;
  readonly seen: string[] = [];

  /** From an offset of partition 0, or from the start of both. */
  constructor(from?: { readonly offset: number }) {
    const subject =
      from === undefined ? { topics: ['t'] } : { assignment: [{ topic: 't', partition: 0, from }] };
    this.consumer = weir.consumer({ ...subject, sharesIdleStreams: true });
    void this.#read();
  }

  async #read(): Promise<void> {
    for await (const { partition, offset } of this.consumer.records()) {
      this.seen.push(`${partition}/${offset}`);
    }
  }
}

const whenReading = (readers: readonly Reader[]): Promise<true> =>
  eventually(() =>
    readers.every(({ consumer }) =>
      [0, 1].every((partition) => consumer.position({ topic: 't', partition }) !== undefined),
    ),
  );

it('has one stream to each node for all that wait, and one more for each that reads', async () => {
  const readers = Array.from({ length: 20 }, () => new Reader());
  await whenReading(readers);
  await eventually(() => streams() === 2);
  expect(readers.every(({ seen }) => seen.length === 0)).toBe(true);
  await produce(3, 0);
  await eventually(() => readers.every(({ seen }) => seen.length === 3));
  await produce(3, 1);
  await produce(3, 0);
  await eventually(() => readers.every(({ seen }) => seen.length === 9));
  for (const { seen } of readers) {
    expect(seen.filter((name) => name.startsWith('0/'))).toEqual(
      Array.from({ length: 6 }, (_none, offset) => `0/${offset}`),
    );
    expect(new Set(seen).size).toBe(9);
  }
  await eventually(() => streams() === 40);
});

it('takes them back when they have had nothing for a while', async () => {
  const readers = Array.from({ length: 5 }, () => new Reader());
  await produce(100, 0);
  await eventually(() => readers.every(({ seen }) => seen.length === 100));
  await eventually(() => streams() === 2, 'All are parked', 20_000);
  await produce(1, 1);
  await eventually(() => readers.every(({ seen }) => seen.length === 101));
  expect(readers.map(({ seen }) => seen.at(-1))).toEqual(readers.map(() => '1/0'));
}, 40_000);

it('follows a partition whose leader moves', async () => {
  const readers = Array.from({ length: 3 }, () => new Reader());
  await whenReading(readers);
  await eventually(() => streams() === 2);
  if (log !== undefined) cluster.moveLeader(log, 2);
  await produce(2, 0);
  await eventually(() => readers.every(({ seen }) => seen.length === 2));
  expect(readers.map(({ seen }) => seen.join())).toEqual(readers.map(() => '0/0,0/1'));
});

it('keeps those apart that wait for different records of a partition', async () => {
  await produce(10, 0);
  const readers = Array.from({ length: 4 }, (_none, index) => new Reader({ offset: 7 + index }));
  await eventually(() => readers.map(({ seen }) => seen.length).join() === '3,2,1,0');
  await produce(2, 0);
  await eventually(() => readers.map(({ seen }) => seen.length).join() === '5,4,3,2');
  expect(readers.map(({ seen }) => seen.slice(-2).join())).toEqual(readers.map(() => '0/10,0/11'));
});

it('closes its streams with the last that waits', async () => {
  const readers = [new Reader(), new Reader()];
  await whenReading(readers);
  await eventually(() => streams() === 2);
  await readers[0]?.consumer.close();
  expect(streams()).toBe(2);
  await readers[1]?.consumer.close();
  await eventually(() => streams() === 0);
});
