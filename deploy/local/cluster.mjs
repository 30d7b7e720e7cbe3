/** `npm run cluster`: installs and builds what is missing and runs a cluster of processes on this machine. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { buildConsole } from './build-console.mjs';

installDependencies();
buildConsole();
process.exitCode = await runUntilStopped('test/harness/cluster-main.ts', process.argv.slice(2));
