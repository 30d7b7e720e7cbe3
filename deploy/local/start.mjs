/** `npm start`: installs and builds what is missing and runs the whole system in one process. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { buildConsole } from './build-console.mjs';

installDependencies();
buildConsole();
process.exitCode = await runUntilStopped('services/standalone/src/main.ts', process.argv.slice(2));
