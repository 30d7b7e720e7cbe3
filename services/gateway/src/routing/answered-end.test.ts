import { EventEmitter } from 'node:events';
import { WeirError } from '@weir/core';
import { beforeEach, expect, it } from 'vitest';
import { AnsweredEnd } from './answered-end.ts';

let unanswered: number;
let arrived: number;
let stream: EventEmitter;
let broken: AbortController;
let stopping: AbortController;
let end: AnsweredEnd;
let waited: Promise<void>;

beforeEach(() => {
  [unanswered, arrived] = [1, 1];
  stream = new EventEmitter();
  broken = new AbortController();
  stopping = new AbortController();
  end = new AnsweredEnd({
    hasUnanswered: () => unanswered > 0,
    hasArrived: () => arrived > 0,
    onBegun: () => undefined,
  });
  waited = end.wait(stream, { signal: broken.signal, stopping: stopping.signal });
});

it('comes by the caller once all that came is answered', async () => {
  let isOver = false;
  const over = waited.then(() => (isOver = true));
  stream.emit('end');
  for (const [left, waiting] of [
    [1, 1],
    [0, 1],
    [1, 0],
  ] as const) {
    [unanswered, arrived] = [left, waiting];
    end.settle();
    await Promise.resolve();
    expect(isOver).toBe(false);
  }
  expect(end.isStopping).toBe(false);
  [unanswered, arrived] = [0, 0];
  end.settle();
  await expect(over).resolves.toBe(true);
});

it('comes by a stop once all that was taken is answered', async () => {
  stopping.abort();
  expect(end.isStopping).toBe(true);
  unanswered = 0;
  end.settle();
  await expect(waited).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
});

it('waits for nothing when the stream breaks, or fails', async () => {
  broken.abort();
  await expect(waited).resolves.toBeUndefined();
  const other = new AnsweredEnd({
    ...{ hasUnanswered: () => true, hasArrived: () => true, onBegun: () => undefined },
  });
  const signals = { signal: new AbortController().signal, stopping: stopping.signal };
  const rejected = other.wait(new EventEmitter(), signals);
  other.fail(new WeirError('INVALID_REQUEST', 'No'));
  await expect(rejected).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
