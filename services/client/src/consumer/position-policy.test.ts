import { WeirError } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { HandFedReader, storedBatch } from '../../test/make-reader.ts';
import type { OffsetReset } from './consumer-options.ts';
import { PositionPolicy } from './position-policy.ts';

const truncated = (endOffset: number, leaderEpoch: number): WeirError =>
  new WeirError('TRUNCATED_LOG', 'Truncated', {
    metadata: { end_offset: String(endOffset), leader_epoch: String(leaderEpoch) },
  });

const outOfRange = new WeirError('OFFSET_OUT_OF_RANGE', 'Out of range');

class World {
  readonly fed = new HandFedReader(0, 100);
  readonly log: string[] = [];
  readonly policy: PositionPolicy;

  constructor(offsetReset: OffsetReset = 'earliest') {
    this.policy = new PositionPolicy({
      offsetReset,
      logger: silentLogger,
      reset: (reader, to, onMoved) => {
        const { position } = reader;
        reader.move(to === 'earliest' ? 7 : 700);
        onMoved(position);
      },
      restart: () => this.log.push('restart'),
      onMoved: (reason, { topic, partition, from, to }) =>
        this.log.push(`${reason} ${topic}/${partition} ${from} ${to}`),
    });
  }

  take(error: WeirError): boolean {
    return this.policy.take(this.fed.reader, error);
  }
}

describe('a position that the leader refuses', () => {
  it('is the application’s business without a policy, and for other errors', () => {
    expect(new World('none').take(truncated(50, 1))).toBe(false);
    expect(new World('none').take(outOfRange)).toBe(false);
    expect(new World().take(new WeirError('CORRUPT_BATCH', 'Bad'))).toBe(false);
  });

  it('moves to the end that was chosen when it is out of range', () => {
    const worlds = [new World('earliest'), new World('latest')];
    for (const world of worlds) expect(world.take(outOfRange)).toBe(true);
    expect(worlds.map(({ log }) => log)).toEqual([
      ['outOfRange t/0 100 7'],
      ['outOfRange t/0 100 700'],
    ]);
  });

  it('moves back to where a truncated log diverges, under the epoch that it has there', () => {
    const world = new World();
    world.take(truncated(80, 3));
    expect(world.fed.reader).toMatchObject({ position: 80, fetchOffset: 80, fetchEpoch: 3 });
    expect(world.log).toEqual(['restart', 'truncated t/0 100 80']);
  });

  it('stays where it is, without an epoch, when the log differs only below', () => {
    const world = new World();
    world.take(truncated(200, 3));
    expect(world.fed.reader).toMatchObject({ position: 100, fetchEpoch: undefined });
    expect(world.log).toEqual(['restart', 'truncated t/0 100 100']);
  });

  it('moves to an end when the logs have nothing in common', () => {
    const world = new World('latest');
    world.take(truncated(-1, -1));
    expect(world.log).toEqual(['truncated t/0 100 700']);
  });

  it('drops what was read ahead of a truncated log, and asks from what was given', () => {
    const world = new World();
    world.fed.receive(storedBatch(100, ['a', 'b']));
    world.take(truncated(80, 3));
    expect(world.log).toEqual(['restart']);
    expect(world.fed.reader).toMatchObject({ position: 100, fetchOffset: 100 });
    expect(world.fed.heldBytes).toBe(0);
  });

  it('gives what was read before it moves', () => {
    const world = new World();
    world.fed.receive(storedBatch(100, ['a', 'b']));
    world.take(outOfRange);
    expect(world.log).toEqual([]);
    const batch = world.fed.take();
    world.fed.reader.give(102, 1);
    world.policy.check(world.fed.reader);
    expect(world.log).toEqual([]);
    batch.finish();
    world.policy.check(world.fed.reader);
    expect(world.log).toEqual(['outOfRange t/0 102 7']);
  });

  it('has no say any more when the application has moved it', () => {
    const world = new World();
    world.fed.receive(storedBatch(100, ['a', 'b']));
    world.take(outOfRange);
    world.fed.reader.seek(5);
    world.policy.forget(world.fed.reader);
    world.policy.check(world.fed.reader);
    expect(world.log).toEqual([]);
  });
});
