/** `npm run simulate`: installs what is missing and runs simulated clusters, one for each seed. */
import { installDependencies, runToEnd } from './bootstrap.mjs';

installDependencies();
process.exitCode = await runToEnd('test/simulation/simulate-main.ts', process.argv.slice(2));
