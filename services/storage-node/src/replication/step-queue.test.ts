import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';

import type { DurableEffect } from './replica-effect.ts';
import { StepQueue } from './step-queue.ts';

function harness() {
  const emitted: DurableEffect[] = [];
  const log: string[] = [];
  const queue = new StepQueue((effect) => emitted.push(effect));
  const push = (name: string, options: { disk?: boolean; isWanted?: () => boolean } = {}): void => {
    queue.push({
      ...(options.disk === true ? { effect: () => ({ kind: 'flushLog' }) as const } : {}),
      isWanted: options.isWanted ?? (() => true),
      onDone: () => log.push(name),
      onAbandoned: (error) => log.push(`${name} abandoned ${error?.code ?? ''}`.trim()),
    });
  };
  return { emitted, log, queue, push };
}

it('begins a step only when every earlier one is done', () => {
  const { emitted, log, queue, push } = harness();
  push('a');
  push('b', { disk: true });
  push('c');
  push('d', { disk: true });
  expect(log).toEqual(['a']);
  expect(emitted).toHaveLength(1);
  queue.completed();
  expect(log).toEqual(['a', 'b', 'c']);
  queue.completed();
  expect(log).toEqual(['a', 'b', 'c', 'd']);
  expect(queue.isIdle).toBe(true);
});

it('asks again after the wait whether a step is still wanted', () => {
  const { log, queue, push } = harness();
  let isWanted = true;
  push('a', { disk: true, isWanted: () => isWanted });
  isWanted = false;
  queue.completed();
  expect(log).toEqual(['a abandoned']);
});

it('begins nothing while it is held for an effect', () => {
  const { emitted, log, queue, push } = harness();
  push('a', { disk: true });
  push('b', { disk: true });
  queue.hold();
  queue.completed();
  push('c');
  expect([log, emitted.length, queue.isIdle]).toEqual([['a'], 1, false]);
  queue.release();
  expect([log, emitted.length]).toEqual([['a'], 2]);
  queue.completed();
  expect([log, queue.isIdle]).toEqual([['a', 'b', 'c'], true]);
});

it('tells a step why the disk refused it and goes on with the next', () => {
  const { log, queue, push } = harness();
  push('a', { disk: true });
  push('b');
  queue.failed(new WeirError('STORAGE_ERROR', 'Disk failed'));
  expect(log).toEqual(['a abandoned STORAGE_ERROR', 'b']);
});
