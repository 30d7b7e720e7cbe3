import { play, scenarios } from './scenarios/scenarios.ts';
import { simulate } from './simulation.ts';

/** What the short suite has found. */
export interface Finding {
  /** The scenario or the seed that broke a rule; undefined when none did. */
  readonly by: string | undefined;
  readonly violation: string | undefined;
}

/** Plays every scenario, then runs seeds from 1 on, until something breaks a rule. */
export async function runShortSuite(seeds: number): Promise<Finding> {
  for (const scenario of scenarios) {
    const violation = await play(scenario);
    if (violation !== undefined) return { by: `scenario: ${scenario.name}`, violation };
  }
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violation } = await simulate(seed);
    if (violation !== undefined) return { by: `seed ${seed}`, violation };
  }
  return { by: undefined, violation: undefined };
}
