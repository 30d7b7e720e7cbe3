import type { Act } from '../scene.ts';

/** The chart's own test: produces and consumes from end to end. */
export const testAct: Act = {
  name: 'helm-test',
  what: '`helm test` passes',
  isPlanned: true,
  run: async ({ release }) => {
    await release.test();
    return 'passed';
  },
};
