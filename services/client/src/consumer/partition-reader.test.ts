import { encodeRecordBatch, decodeRecordBatch, RecordBatchBuilder, toOffset } from '@weir/core';
import { toLeaderEpoch } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { PartitionReader } from './partition-reader.ts';

interface BatchSpec {
  readonly at: number;
  readonly count?: number;
  readonly epoch?: number;
  readonly isControl?: boolean;
}

function batchOf({ at, count = 2, epoch = 1, isControl = false }: BatchSpec): Buffer {
  const builder = new RecordBatchBuilder();
  for (let index = 0; index < count; index += 1) builder.append(null, 'v', undefined, 1);
  const { header, records } = decodeRecordBatch(builder.build({ isControl }));
  const place = { baseOffset: toOffset(at), leaderEpoch: toLeaderEpoch(epoch) };
  return encodeRecordBatch({ ...header, ...place }, records);
}

class World {
  readonly reader = new PartitionReader({ topicId: 'id', topic: 't', partition: 0 });
  receivedBytes = 0;
  releasedBytes = 0;

  constructor(offset = 0) {
    this.reader.start(offset);
  }

  receive(...specs: BatchSpec[]): void {
    const batches = specs.map(batchOf);
    for (const batch of batches) this.receivedBytes += batch.length;
    this.reader.receive(
      {
        topicId: 'id',
        partition: 0,
        error: null,
        highWatermark: 100,
        logStartOffset: 0,
        leaderEpoch: 1,
        batches,
      },
      {
        release: (bytes) => {
          this.releasedBytes += bytes;
        },
      },
    );
  }

  /** Takes a batch, gives and handles all of it. */
  consume(): number {
    const { reader } = this;
    const fetched = reader.take();
    if (fetched === undefined) return -1;
    const { lastOffset, leaderEpoch, baseOffset } = fetched.batch.header;
    reader.give(lastOffset + 1, leaderEpoch);
    reader.handle(lastOffset + 1, leaderEpoch);
    reader.finish(fetched, reader.seeks);
    return baseOffset;
  }
}

describe('a partition reader', () => {
  it('gives batches in order and gives every byte back', () => {
    const world = new World();
    world.receive({ at: 0 }, { at: 2 });
    expect(world.reader.fetchOffset).toBe(4);
    expect([world.consume(), world.consume(), world.consume()]).toEqual([0, 2, -1]);
    expect(world.reader).toMatchObject({ position: 4, handled: 4, epoch: 1 });
    expect(world.releasedBytes).toBe(world.receivedBytes);
  });

  it('takes the batch that holds its offset, not earlier ones', () => {
    const world = new World(3);
    world.receive({ at: 0 }, { at: 2 });
    expect(world.consume()).toBe(2);
    expect(world.consume()).toBe(-1);
  });

  it('passes over control batches, with its position and what is handled', () => {
    const world = new World();
    world.receive({ at: 0, count: 1, isControl: true });
    expect(world.reader).toMatchObject({ position: 1, handled: 1 });
    world.receive({ at: 1 }, { at: 3, count: 1, isControl: true });
    expect(world.consume()).toBe(1);
    expect(world.reader).toMatchObject({ position: 4, handled: 4, hasBuffered: false });
    expect(world.releasedBytes).toBe(world.receivedBytes);
  });

  it('does not count a control batch as handled before the records in front of it', () => {
    const world = new World();
    world.receive({ at: 0 });
    const fetched = world.reader.take();
    world.reader.give(2, 1);
    world.receive({ at: 2, count: 1, isControl: true });
    expect(world.reader.handled).toBe(0);
    world.reader.handle(2, 1);
    if (fetched !== undefined) world.reader.finish(fetched, world.reader.seeks);
    expect(world.reader.handled).toBe(3);
  });

  it('drops what was read ahead at a seek, and lets the batch in hand have no say', () => {
    const world = new World();
    world.receive({ at: 0 }, { at: 2 });
    const { seeks } = world.reader;
    const fetched = world.reader.take();
    world.reader.seek(10);
    expect(world.reader).toMatchObject({ position: 10, fetchOffset: 10, handled: 10 });
    if (fetched !== undefined) world.reader.finish(fetched, seeks);
    expect(world.releasedBytes).toBe(world.receivedBytes);
    expect(world.consume()).toBe(-1);
  });

  it('fetches again from behind the batch in hand after a drop', () => {
    const world = new World();
    world.receive({ at: 0 }, { at: 2 });
    world.reader.take();
    world.reader.dropBuffered();
    expect(world.reader.fetchOffset).toBe(2);
  });

  it('gives nothing more once revoked, and counts what was in hand until it is closed', () => {
    const world = new World();
    world.receive({ at: 0 }, { at: 2 });
    world.reader.take();
    world.reader.revoke();
    expect(world.reader).toMatchObject({ isRevoked: true, isClosed: false, hasBuffered: false });
    world.receive({ at: 2 });
    expect(world.reader.hasBuffered).toBe(false);
    world.reader.handle(2, 1);
    expect(world.reader.handled).toBe(2);
    world.reader.close();
    world.reader.handle(3, 1);
    expect(world.reader.handled).toBe(2);
  });

  it('may have several batches in hand, and leaves control batches between them out', () => {
    const world = new World();
    const { reader } = world;
    world.receive({ at: 0 }, { at: 2, count: 1, isControl: true }, { at: 3 });
    const [first, second] = [reader.take(), reader.take()];
    expect(second?.batch.header.baseOffset).toBe(3);
    world.receive({ at: 5, count: 1, isControl: true });
    expect(reader.take()).toBeUndefined();
    expect(reader).toMatchObject({ position: 0, handled: 0, isDrained: false });
    reader.give(5, 1);
    reader.handle(5, 1);
    for (const fetched of [second, first]) {
      if (fetched !== undefined) reader.finish(fetched, reader.seeks);
    }
    expect(reader).toMatchObject({ position: 6, handled: 6, isDrained: true });
    expect(world.releasedBytes).toBe(world.receivedBytes);
  });

  it('fetches a batch again that it could not give', () => {
    const world = new World();
    const { reader } = world;
    world.receive({ at: 0 }, { at: 2 }, { at: 4 });
    reader.take();
    const bad = reader.take();
    if (bad !== undefined) reader.refuse(bad);
    expect(reader).toMatchObject({ fetchOffset: 2, fetchEpoch: undefined, hasBuffered: false });
  });

  it('counts nothing as handled by a move that the application did not make', () => {
    const world = new World(10);
    const { reader } = world;
    reader.give(12, 3);
    reader.move(100, 5);
    expect(reader).toMatchObject({ position: 100, handled: 10, fetchOffset: 100, fetchEpoch: 5 });
    reader.handle(101, 5);
    expect(reader.handled).toBe(101);
    reader.move(50, 4);
    expect(reader).toMatchObject({ position: 50, handled: 50, handledEpoch: 4 });
  });

  it('goes back to what was not handled', () => {
    const world = new World();
    const { reader } = world;
    world.receive({ at: 0 });
    reader.take();
    reader.give(2, 1);
    reader.handle(1, 1);
    reader.rewind();
    expect(reader).toMatchObject({ position: 1, fetchOffset: 1, fetchEpoch: 1, isDrained: true });
  });

  it('gives the bytes of what does not parse back', () => {
    const world = new World();
    const source = {
      release: (bytes: number) => {
        world.releasedBytes += bytes;
      },
    };
    const bad = { highWatermark: 1, logStartOffset: 0, leaderEpoch: 1 };
    const data = { ...bad, topicId: 'id', partition: 0, error: null };
    expect(() => {
      world.reader.receive({ ...data, batches: [Buffer.from('no batch')] }, source);
    }).toThrow('');
    expect(world.releasedBytes).toBe(8);
  });
});
