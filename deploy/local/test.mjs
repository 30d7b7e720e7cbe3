/** `npm test`: installs what is missing, Redis included, and runs the tests. */
import { installDependencies, runToEnd } from './bootstrap.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
process.exitCode = await runToEnd('node_modules/vitest/vitest.mjs', [
  'run',
  ...process.argv.slice(2),
]);
