import { invariant } from '@weir/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HandFedReader, storedBatch } from '../../test/make-reader.ts';
import { PartitionWork, type Work } from './partition-work.ts';
import type { WorkItem } from './work-window.ts';

type Action =
  | { readonly do: 'receive'; readonly keys: readonly (string | null)[] }
  | { readonly do: 'start' }
  | { readonly do: 'finish'; readonly which: number }
  | { readonly do: 'seek'; readonly offset: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      keys: fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'start' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('finish' as const), which: fc.nat() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('seek' as const),
      offset: fc.integer({ min: 0, max: 100 }),
    }),
  },
);

/** The work of a partition beside what it should be. */
class Model {
  readonly fed = new HandFedReader();
  readonly work: PartitionWork;
  readonly capacity: number;
  readonly running: { readonly item: WorkItem<Work>; readonly seeks: number }[] = [];
  /** Handled since the last seek, which was to `base`. */
  done = new Set<number>();
  base = 0;
  nextOffset = 0;

  constructor(order: 'partition' | 'key', capacity: number) {
    this.capacity = capacity;
    this.work = new PartitionWork({
      reader: this.fed.reader,
      unit: 'record',
      order,
      capacity,
      onReleased: (batch) => {
        batch.release();
      },
    });
  }

  get handled(): number {
    let offset = this.base;
    while (this.done.has(offset)) offset += 1;
    return offset;
  }

  act(action: Action): void {
    if (action.do === 'receive') this.#receive(action.keys);
    else if (action.do === 'start') this.#start();
    else if (action.do === 'finish') this.finish(action.which);
    else this.#seek(action.offset);
    invariant(this.fed.reader.handled === this.handled, 'what counts as handled is a prefix');
  }

  finish(which: number): void {
    const [ended] = this.running.splice(which % this.running.length, 1);
    if (ended === undefined) return;
    const { item, seeks } = ended;
    if (seeks === this.fed.reader.seeks) this.done.add(item.work.endOffset - 1);
    this.work.finish(item);
  }

  #receive(keys: readonly (string | null)[]): void {
    this.fed.receive(storedBatch(this.nextOffset, keys));
    this.nextOffset += keys.length;
  }

  #start(): void {
    if (this.work.mayTake && this.fed.reader.hasBuffered) this.work.admit(this.fed.take());
    const item = this.work.start();
    if (item === undefined) return;
    const { lane, work } = item;
    const isFree = lane === undefined || this.running.every((other) => other.item.lane !== lane);
    invariant(isFree, 'one item of a lane runs at a time');
    invariant(work.endOffset - this.handled <= this.capacity, 'the window is bounded');
    this.running.push({ item, seeks: this.fed.reader.seeks });
  }

  #seek(offset: number): void {
    this.fed.reader.seek(offset);
    this.base = offset;
    this.nextOffset = offset;
    this.done = new Set();
  }
}

it('counts a prefix, whatever is finished in whichever order, and gives every byte back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('partition' as const, 'key' as const),
      fc.integer({ min: 1, max: 10 }),
      fc.array(actions, { maxLength: 80 }),
      (order, capacity, steps) => {
        const model = new Model(order, order === 'partition' ? 1 : capacity);
        for (const step of steps) model.act(step);
        model.fed.reader.revoke();
        model.work.stop();
        while (model.running.length > 0) model.finish(0);
        expect(model.fed.reader.handled).toBe(model.handled);
        expect(model.work.isEmpty).toBe(true);
        expect(model.fed.heldBytes).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
});
