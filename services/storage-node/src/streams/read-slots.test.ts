import { expect, it } from 'vitest';

import { ReadSlots } from './read-slots.ts';

it('gives out no more slots than there are, and wakes who waits in order', () => {
  const woken: string[] = [];
  const slots = new ReadSlots<string>(2, (reader) => woken.push(reader));
  expect(['a', 'b', 'c', 'd', 'e'].map((reader) => slots.tryTake(reader))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  slots.forget('c');
  slots.release();
  expect(woken).toEqual(['d']);
  expect(slots.tryTake('d')).toBe(true);
  slots.release();
  slots.release();
  expect(woken).toEqual(['d', 'e']);
});
