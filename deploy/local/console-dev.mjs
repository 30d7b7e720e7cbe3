/**
 * `npm run console:dev`: serves the console's sources, changed as they are edited. Calls go on to the gateway that
 * WEIR_CONSOLE_GATEWAY names, http://127.0.0.1:7400 by default.
 */

import { installDependencies, runUntilStopped } from './bootstrap.mjs';

installDependencies();
process.exitCode = await runUntilStopped('node_modules/vite/bin/vite.js', [
  'services/console',
  ...process.argv.slice(2),
]);
