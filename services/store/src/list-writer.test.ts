import { ManualClock, WeirError } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { expect, it, vi } from 'vitest';
import type { BoundedLists } from './bounded-lists.ts';
import { ListWriter } from './list-writer.ts';

/** A list in memory that a test breaks or holds up. */
function writerToMemory() {
  const appended: string[][] = [];
  const state = { isDown: false, hold: Promise.resolve(), attempts: 0, lost: 0 };
  const lists: BoundedLists = {
    appendToList: async (_list, values) => {
      state.attempts += 1;
      await state.hold;
      if (state.isDown) throw new WeirError('STORE_UNAVAILABLE', 'Down');
      appended.push([...values]);
    },
    readList: async () => [],
  };
  const clock = new ManualClock();
  const onLost = (texts: number): void => {
    state.lost += texts;
  };
  const shared = { lists, list: 'a', maxLength: 10, clock, logger: silentLogger, onLost };
  return { writer: new ListWriter(shared), clock, appended, state };
}

it('appends in order, what comes meanwhile in one batch', async () => {
  const { writer, appended, state } = writerToMemory();
  const held = Promise.withResolvers<void>();
  state.hold = held.promise;
  writer.append('1');
  await vi.waitUntil(() => state.attempts === 1);
  for (const text of ['2', '3', '4']) writer.append(text);
  held.resolve();
  await writer.stop();
  expect(appended).toEqual([['1'], ['2', '3', '4']]);
  expect(state.lost).toBe(0);
});

it('goes on with the same batch when the store answers again', async () => {
  const { writer, clock, appended, state } = writerToMemory();
  state.isDown = true;
  writer.append('1');
  writer.append('2');
  await vi.waitUntil(() => clock.pendingTimers === 1);
  state.isDown = false;
  writer.append('3');
  clock.advanceBy(1_000);
  await vi.waitUntil(() => appended.length === 1);
  expect(appended).toEqual([['1', '2', '3']]);
  await writer.stop();
});

it('gives up what is too much for its memory, and counts it', async () => {
  const { writer, clock, appended, state } = writerToMemory();
  state.isDown = true;
  for (let count = 0; count < 2_500; count += 1) writer.append(`${count}`);
  await vi.waitUntil(() => clock.pendingTimers === 1);
  expect(state.lost).toBe(500);
  state.isDown = false;
  clock.advanceBy(1_000);
  await vi.waitUntil(() => appended.flat().length === 2_000);
  expect(appended.flat().at(-1)).toBe('1999');
  expect(Math.max(...appended.map(({ length }) => length))).toBe(200);
  await writer.stop();
});

it('stops within two seconds while the store is down, and counts what it had', async () => {
  const { writer, clock, state } = writerToMemory();
  state.isDown = true;
  writer.append('1');
  await vi.waitUntil(() => clock.pendingTimers === 1);
  const stopped = writer.stop();
  clock.advanceBy(2_000);
  await stopped;
  expect(state.lost).toBe(1);
  writer.append('2');
  expect(state.lost).toBe(2);
});
