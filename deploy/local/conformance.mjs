/** `npm run conformance`: installs what is missing, Redis included, and runs the conformance suite. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
process.exitCode = await runUntilStopped(
  'test/conformance/conformance-main.ts',
  process.argv.slice(2),
);
