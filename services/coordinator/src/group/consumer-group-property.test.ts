import { SeededRandom } from '@weir/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupConfig } from './consumer-group.fixture.ts';
import { GroupWorld } from './group-world.fixture.ts';

it.each([0, 300])(
  'keeps one owner, growing epochs and good commits through any mishap; interval %d ms',
  (assignmentIntervalMs) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        const world = new GroupWorld(random, { ...groupConfig, assignmentIntervalMs });
        for (let step = 0; step < 300; step += 1) world.step();
        world.settle();
        expect(() => {
          world.checkConverged();
        }).not.toThrow();
      }),
      { numRuns: 300 },
    );
  },
);
