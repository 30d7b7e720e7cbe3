/** `npm run bench`: installs what is missing, Redis included, and runs a benchmark. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
process.exitCode = await runUntilStopped('test/bench/bench-main.ts', process.argv.slice(2));
