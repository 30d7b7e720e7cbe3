/**
 * `node test/simulation/mutations/mutant-main.ts NAME [--groups] [--seeds N]`: runs the short suite, or
 * that of consumer groups, on code with one seeded bug, and prints as JSON what found it.
 */
import { parseArgs } from 'node:util';
import { installMutation } from './install-mutation.ts';
import { groupMutations } from '../groups/mutations/group-mutations.ts';
import { mutations } from './mutations.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '40' },
    groups: { type: 'boolean', default: false },
  },
});
const known = values.groups ? groupMutations : mutations;
const mutation = known.find(({ name }) => name === positionals[0]);
if (mutation === undefined) throw new Error(`There is no mutation ${positionals[0]}`);
installMutation(mutation);
const run = values.groups
  ? (await import('../groups/group-short-suite.ts')).runGroupShortSuite
  : (await import('../short-suite.ts')).runShortSuite;
const found = await run(Number(values.seeds));
process.stdout.write(`${JSON.stringify({ name: mutation.name, ...found })}\n`);
