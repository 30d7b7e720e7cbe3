import { describe, expect, it } from 'vitest';
import { HandFedReader, storedBatch } from '../../test/make-reader.ts';
import type { GivenBatch } from './given-batch.ts';
import { PartitionWork, type Work } from './partition-work.ts';
import type { WorkItem } from './work-window.ts';

class World {
  readonly fed = new HandFedReader();
  readonly released: GivenBatch[] = [];
  readonly work: PartitionWork;

  constructor(order: 'partition' | 'key' = 'key', capacity = 8) {
    this.work = new PartitionWork({
      reader: this.fed.reader,
      unit: 'record',
      order,
      capacity,
      onReleased: (batch) => {
        batch.release();
        this.released.push(batch);
      },
    });
  }

  admit(batch: Buffer): void {
    this.fed.receive(batch);
    this.work.admit(this.fed.take());
  }

  start(): WorkItem<Work> {
    const item = this.work.start();
    if (item === undefined) throw new Error('Nothing may start');
    return item;
  }
}

const offsetOf = (item: WorkItem<Work>): number | undefined => item.work.record?.offset;

describe('the work of a partition', () => {
  it('starts records of other keys past one that runs, across batches', () => {
    const world = new World();
    world.admit(storedBatch(0, ['a', 'a']));
    const first = world.start();
    expect(world.work.start()).toBeUndefined();
    expect(world.work.mayTake).toBe(true);
    world.admit(storedBatch(2, ['b', null]));
    const others = [world.start(), world.start()];
    expect(others.map(offsetOf)).toEqual([2, 3]);
    for (const item of others) world.work.finish(item);
    expect(world.released).toHaveLength(1);
    expect(world.fed.reader).toMatchObject({ position: 4, handled: 0 });
    world.work.finish(first);
    expect(world.fed.reader.handled).toBe(1);
    world.work.finish(world.start());
    expect(world.fed.reader.handled).toBe(4);
    expect(world.released).toHaveLength(2);
    expect(world.work.isEmpty).toBe(true);
    expect(world.fed.heldBytes).toBe(0);
  });

  it('takes no more than its window holds', () => {
    const world = new World('key', 2);
    world.admit(storedBatch(0, ['a', 'b', 'c']));
    const [first, second] = [world.start(), world.start()];
    expect(world.work.start()).toBeUndefined();
    expect(world.work.mayTake).toBe(false);
    world.work.finish(second);
    expect(world.work.start()).toBeUndefined();
    world.work.finish(first);
    expect(offsetOf(world.start())).toBe(2);
  });

  it('starts one record after the other in partition order', () => {
    const world = new World('partition', 1);
    world.admit(storedBatch(0, ['a', 'b']));
    const first = world.start();
    expect(world.work.start()).toBeUndefined();
    world.work.finish(first);
    expect(offsetOf(world.start())).toBe(1);
  });

  it('drops what has not been started when the reader was moved, and lets the rest have no say', () => {
    const world = new World();
    world.admit(storedBatch(0, ['a', 'a', 'b']));
    const stale = [world.start(), world.start()];
    world.fed.reader.seek(10);
    expect(world.work.start()).toBeUndefined();
    expect(world.released).toHaveLength(0);
    world.admit(storedBatch(10, ['a']));
    // The key is still busy.
    expect(world.work.start()).toBeUndefined();
    for (const item of stale) world.work.finish(item);
    expect(world.fed.reader.handled).toBe(10);
    expect(world.released).toHaveLength(1);
    world.work.finish(world.start());
    expect(world.fed.reader.handled).toBe(11);
    expect(world.fed.heldBytes).toBe(0);
  });

  it('counts what runs when the partition is taken away, and starts nothing more', () => {
    const world = new World();
    world.admit(storedBatch(0, ['a', 'b', 'a', 'c']));
    const items = [world.start(), world.start(), world.start()];
    expect(items.map(offsetOf)).toEqual([0, 1, 3]);
    world.admit(storedBatch(4, ['d']));
    world.fed.reader.revoke();
    world.work.stop();
    expect(world.released).toHaveLength(1);
    for (const item of items) world.work.finish(item);
    expect(world.work.start()).toBeUndefined();
    expect(world.fed.reader.handled).toBe(2);
    expect(world.released).toHaveLength(2);
  });

  it('counts nothing from a record on that was abandoned', () => {
    const world = new World();
    world.admit(storedBatch(0, ['a', 'b', 'c']));
    const [first, second, third] = [world.start(), world.start(), world.start()];
    world.work.finish(first);
    world.work.abandon(second);
    world.work.finish(third);
    expect(world.fed.reader.handled).toBe(1);
  });

  it('lets go of everything at its end', () => {
    const world = new World();
    world.admit(storedBatch(0, ['a', 'a']));
    const running = world.start();
    world.admit(storedBatch(2, ['c']));
    world.work.end();
    expect(world.work.isEmpty).toBe(true);
    expect(world.fed.heldBytes).toBe(0);
    expect(offsetOf(running)).toBe(0);
  });
});
