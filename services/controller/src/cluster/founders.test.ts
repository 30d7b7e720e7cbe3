import { expect, it } from 'vitest';
import { Founders } from './founders.ts';

it('waits for all nodes where it is known how many there are', async () => {
  const founders = new Founders(2);
  const state = () =>
    Promise.race([founders.heardEnough.then(() => 'decided'), Promise.resolve('waiting')]);
  founders.came('');
  expect(await state()).toBe('waiting');
  founders.came('');
  expect(await founders.heardEnough.then(() => 'decided')).toBe('decided');
  expect(founders.clusterId).toBe('');
});

it('waits no longer when a node has data of a cluster, though a fresh one came first', async () => {
  const founders = new Founders();
  founders.came('');
  founders.came('c1');
  founders.came('c2');
  await founders.heardEnough;
  expect(founders.clusterId).toBe('c1');
});
