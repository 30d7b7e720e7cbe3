import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { unrestrictedCaller } from './caller.ts';
import { PacedRequests } from './paced-requests.ts';

function pacedBy(waits: number[], isInternal = false) {
  const clock = new ManualClock();
  const taken: number[] = [];
  const paused: boolean[] = [];
  const requests: PacedRequests<number> = new PacedRequests({
    clock,
    caller: { ...unrestrictedCaller, isInternal, charge: () => waits.shift() ?? 0 },
    take: (request) => taken.push(request),
    onPaced: () => paused.push(requests.isPaused),
  });
  return { clock, taken, paused, requests };
}

it('hands requests on in their order, after as long a wait as the quota asks for', () => {
  const { clock, taken, paused, requests } = pacedBy([0, 100, 50, 0]);
  for (const request of [1, 2, 3]) requests.add(request);
  expect(taken).toEqual([1]);
  clock.advanceBy(100);
  expect([taken, paused]).toEqual([[1], [true, true]]);
  clock.advanceBy(50);
  expect([taken, paused]).toEqual([
    [1, 2, 3],
    [true, true, false],
  ]);
});

it('hands nothing on after its end', () => {
  const { clock, taken, requests } = pacedBy([100]);
  requests.add(1);
  requests.stop();
  clock.advanceBy(1_000);
  expect([taken, requests.isPaused]).toEqual([[], false]);
});

it('does not ask services of the cluster to wait', () => {
  const { taken, requests } = pacedBy([100], true);
  requests.add(1);
  expect(taken).toEqual([1]);
});
