/**
 * `node test/simulation/mutations/mutant-main.ts NAME [--seeds N]`: runs the short suite on code with
 * one seeded bug, and prints as JSON what found it.
 */
import { parseArgs } from 'node:util';
import { installMutation } from './install-mutation.ts';
import { mutations } from './mutations.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '40' } },
});
const mutation = mutations.find(({ name }) => name === positionals[0]);
if (mutation === undefined) throw new Error(`There is no mutation ${positionals[0]}`);
installMutation(mutation);
const { runShortSuite } = await import('../short-suite.ts');
const found = await runShortSuite(Number(values.seeds));
process.stdout.write(`${JSON.stringify({ name: mutation.name, ...found })}\n`);
