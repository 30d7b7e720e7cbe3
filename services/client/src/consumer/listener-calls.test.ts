import { ManualClock, WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { ListenerCalls } from './listener-calls.ts';
import type { RebalanceListener } from './rebalance-listener.ts';

const partitions = [{ topic: 't', partition: 0 }];

function callsOf(listener: RebalanceListener): {
  readonly calls: ListenerCalls;
  readonly clock: ManualClock;
  readonly failures: unknown[];
} {
  const clock = new ManualClock();
  const failures: unknown[] = [];
  const calls = new ListenerCalls({ listener, clock, onFailed: (thrown) => failures.push(thrown) });
  return { calls, clock, failures };
}

it('calls one after the other', async () => {
  const log: string[] = [];
  const hold = Promise.withResolvers<void>();
  const { calls, clock } = callsOf({
    assigned: async () => {
      log.push('assigned');
      await hold.promise;
      log.push('assigned is over');
    },
    revoked: () => {
      log.push('revoked');
    },
  });
  const all = [calls.call('assigned', partitions, 100), calls.call('revoked', partitions, 100)];
  hold.resolve();
  await Promise.all(all);
  expect(log).toEqual(['assigned', 'assigned is over', 'revoked']);
  expect(clock.pendingTimers).toBe(0);
});

it('tells of what is thrown, and goes on', async () => {
  const { calls, failures } = callsOf({
    revoked: () => {
      throw new Error('Mine');
    },
    lost: () => Promise.reject(new Error('Mine, too')),
  });
  await calls.call('revoked', partitions, 100);
  await calls.call('lost', partitions, 100);
  expect(failures).toEqual([new Error('Mine'), new Error('Mine, too')]);
});

it('waits for no call longer than its limit, nor for the one before', async () => {
  const { calls, clock, failures } = callsOf({
    assigned: () => new Promise(() => undefined),
    revoked: () => undefined,
  });
  const both = [calls.call('assigned', partitions, 100), calls.call('revoked', partitions, 50)];
  await Promise.resolve();
  clock.advanceBy(100);
  await Promise.all(both);
  expect(failures).toEqual([expect.any(WeirError), expect.any(WeirError)]);
  expect(failures[1]).toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  await calls.call('revoked', partitions, 100);
  expect(failures).toHaveLength(2);
});

it('calls nobody for nothing', async () => {
  const { calls, failures } = callsOf({
    assigned: () => {
      throw new Error('Called');
    },
  });
  await calls.call('assigned', [], 100);
  await calls.call('lost', partitions, 100);
  expect(failures).toEqual([]);
});
