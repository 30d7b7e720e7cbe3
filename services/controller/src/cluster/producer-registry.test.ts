import { ManualClock, SeededRandom } from '@weir/core';
import { expect, it } from 'vitest';
import type { ClusterJournal } from './cluster-journal.ts';
import { ProducerRegistry } from './producer-registry.ts';
import type { ProducerRecord } from './records.ts';

function world() {
  const saved = new Map<string, ProducerRecord>();
  const clock = new ManualClock(5_000_000);
  const journal: Pick<ClusterJournal, 'readProducer' | 'saveProducer'> = {
    readProducer: (name) => Promise.resolve(saved.get(name) ?? null),
    saveProducer: (name, record) => {
      saved.set(name, record);
      return Promise.resolve();
    },
  };
  const registry = new ProducerRegistry({
    ...{ clock, random: new SeededRandom(1) },
    journal: journal as ClusterJournal,
  });
  return { saved, clock, registry };
}

it('raises the epoch with each registration, and keeps the id', async () => {
  const { registry } = world();
  const first = await registry.register('billing');
  expect(first.producerEpoch).toBe(5_000);
  expect(await registry.register('billing')).toEqual({ ...first, producerEpoch: 5_001 });
  expect((await registry.register('audit')).producerId).not.toBe(first.producerId);
});

it('gives a name whose record was lost its id again, with a higher epoch', async () => {
  const { saved, clock, registry } = world();
  const first = await registry.register('billing');
  saved.clear();
  clock.advanceBy(1_000);
  expect(await registry.register('billing')).toEqual({ ...first, producerEpoch: 5_001 });
});

it('gives another id when the epochs are used up', async () => {
  const { saved, registry } = world();
  saved.set('billing', { producerId: 7, producerEpoch: 0x7f_ff_ff_ff });
  const { producerId, producerEpoch } = await registry.register('billing');
  expect(producerId).not.toBe(7);
  expect(producerEpoch).toBe(0);
});
