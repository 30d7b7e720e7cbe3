import { WeirError } from '@weir/core';
import type { Assignor } from './assignor.ts';
import { rangeAssignor } from './range-assignor.ts';
import { roundRobinAssignor } from './round-robin-assignor.ts';
import { stickyAssignor } from './sticky-assignor.ts';

/** Every assignor there is, by name. */
export const assignors: ReadonlyMap<string, Assignor> = new Map(
  [stickyAssignor, rangeAssignor, roundRobinAssignor].map((assignor) => [assignor.name, assignor]),
);

/** The assignor of this name; `UNSUPPORTED_ASSIGNOR`, listing those that exist, if there is none. */
export function assignorByName(name: string): Assignor {
  const assignor = assignors.get(name);
  if (assignor !== undefined) return assignor;
  throw new WeirError(
    'UNSUPPORTED_ASSIGNOR',
    `Assignor "${name.slice(0, 64)}" does not exist; there are ${[...assignors.keys()].join(', ')}`,
  );
}
