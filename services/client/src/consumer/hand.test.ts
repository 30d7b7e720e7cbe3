import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { HandFedReader, storedBatch } from '../../test/make-reader.ts';
import { Hand } from './hand.ts';
import type { GivenBatch } from './given-batch.ts';

function fed(partition: number): HandFedReader {
  const reader = new HandFedReader(partition);
  reader.receive(storedBatch(0, ['a']), storedBatch(1, ['b']));
  return reader;
}

it('tells those who wait when it holds no batch of their readers any more', async () => {
  const released: GivenBatch[] = [];
  const clock = new ManualClock();
  const hand = new Hand((batch) => released.push(batch));
  const [mine, other] = [fed(0), fed(1)];
  const [first, second, foreign] = [mine.take(), mine.take(), other.take()];
  for (const batch of [first, second, foreign]) hand.put(batch);
  expect(hand.holdsOf(mine.reader)).toBe(true);

  let isFree = false;
  const waiting = hand.whenFreeOf([mine.reader], clock, 1_000).then(() => {
    isFree = true;
    return isFree;
  });
  hand.release(first);
  await Promise.resolve();
  expect(isFree).toBe(false);
  hand.release(second);
  expect(await waiting).toBe(true);
  expect(clock.pendingTimers).toBe(0);
  expect(hand).toMatchObject({ isEmpty: false });
  expect(released).toEqual([first, second]);
  expect(mine.heldBytes).toBe(0);
});

it('tells them when their time is over, or the readers are gone', async () => {
  const clock = new ManualClock();
  const hand = new Hand(() => undefined);
  const one = fed(0);
  const { reader } = one;
  hand.put(one.take());
  const late = hand.whenFreeOf([reader], clock, 100);
  clock.advanceBy(100);
  await late;
  const gone = hand.whenFreeOf([reader], clock, 100);
  reader.close();
  hand.recheck();
  await gone;
  await hand.whenFreeOf([reader], clock, 100);
  expect(clock.pendingTimers).toBe(0);
});
