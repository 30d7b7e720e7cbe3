/** `npm run cluster`: installs what is missing and runs a cluster of processes on this machine. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';

installDependencies();
process.exitCode = await runUntilStopped('test/harness/cluster-main.ts', process.argv.slice(2));
