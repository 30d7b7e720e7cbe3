import { ManualClock } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { GatewayDrain } from './gateway-drain.ts';

function newDrain(): { readonly clock: ManualClock; readonly drain: GatewayDrain } {
  const clock = new ManualClock();
  return { clock, drain: new GatewayDrain({ clock, logger: silentLogger, delayMs: 5_000 }) };
}

it('is not ready at once, and has drained when load balancers had their time', async () => {
  const { clock, drain } = newDrain();
  expect(drain.isDraining).toBe(false);
  const drains = [drain.drain(), drain.drain()];
  expect(drain.isDraining).toBe(true);
  clock.advanceBy(4_999);
  expect(await Promise.race([...drains, Promise.resolve('it waits')])).toBe('it waits');
  clock.advanceBy(1);
  const drained = { isDrained: true, text: 'drained, not ready for 5000 ms' };
  expect(await Promise.all(drains)).toEqual([drained, drained]);
  expect(drain.isDraining).toBe(true);
});

it('takes clients again when the drain is taken back, during it or after', async () => {
  const { clock, drain } = newDrain();
  const first = drain.drain();
  await drain.cancel();
  expect(drain.isDraining).toBe(false);
  expect((await first).isDrained).toBe(false);

  const second = drain.drain();
  clock.advanceBy(5_000);
  expect((await second).isDrained).toBe(true);
  await drain.cancel();
  expect(drain.isDraining).toBe(false);
});
