import type { Finding } from '../short-suite.ts';
import { simulateGroups } from './group-simulation.ts';
import { groupScenarios, playGroups } from './scenarios/group-scenarios.ts';

/** Plays every scenario, then runs seeds from 1 on, until something breaks a rule. */
export async function runGroupShortSuite(seeds: number): Promise<Finding> {
  for (const scenario of groupScenarios) {
    const violation = await playGroups(scenario);
    if (violation !== undefined) return { by: `scenario: ${scenario.name}`, violation };
  }
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violation } = await simulateGroups(seed);
    if (violation !== undefined) return { by: `seed ${seed}`, violation };
  }
  return { by: undefined, violation: undefined };
}
