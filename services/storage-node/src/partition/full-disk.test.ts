import { ManualClock, WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { FullDisk } from './full-disk.ts';

const error = new WeirError('STORAGE_FULL', 'Disk is full');

/** A disk that is full or not as the test says, and how often it was said to change. */
function watch() {
  const clock = new ManualClock();
  const world = { clock, isFull: true, changes: 0 };
  const disk = new FullDisk({
    clock,
    isFull: () => world.isFull,
    onChanged: () => (world.changes += 1),
  });
  return { world, disk };
}

describe('FullDisk', () => {
  it('is full from the first refused write until a while after there is room', () => {
    const { world, disk } = watch();
    expect(disk.failure).toBeUndefined();
    disk.refused(error);
    expect(disk.failure).toEqual({ kind: 'disk_full', error });
    world.clock.advanceBy(60_000);
    expect(disk.failure).toBeDefined();
    world.isFull = false;
    disk.tookWrites();
    world.clock.advanceBy(1999);
    expect(disk.failure).toBeDefined();
    world.clock.advanceBy(1);
    expect([disk.failure, world.changes]).toEqual([undefined, 2]);
  });

  it('waits anew whenever writes are refused meanwhile, and says so once', () => {
    const { world, disk } = watch();
    world.isFull = false;
    disk.refused(error);
    for (let round = 0; round < 10; round += 1) {
      world.clock.advanceBy(1500);
      disk.refused(error);
    }
    expect([disk.failure?.kind, world.changes]).toEqual(['disk_full', 1]);
    world.clock.advanceBy(2000);
    expect(disk.failure).toBeUndefined();
  });

  it('waits longer each time that it fills up soon again, and forgets that in time', () => {
    const { world, disk } = watch();
    world.isFull = false;
    const pauseMs = (): number => {
      disk.refused(error);
      let waitedMs = 0;
      while (disk.failure !== undefined) {
        world.clock.advanceBy(1000);
        waitedMs += 1000;
      }
      return waitedMs;
    };
    expect([pauseMs(), pauseMs(), pauseMs()]).toEqual([2000, 4000, 8000]);
    for (let round = 0; round < 10; round += 1) pauseMs();
    expect(pauseMs()).toBe(300_000);
    world.clock.advanceBy(3_000_000);
    expect(pauseMs()).toBe(2000);
  });

  it('says nothing more once it is stopped', () => {
    const { world, disk } = watch();
    disk.refused(error);
    disk.stop();
    world.isFull = false;
    world.clock.advanceBy(60_000);
    expect(world.changes).toBe(1);
  });
});
