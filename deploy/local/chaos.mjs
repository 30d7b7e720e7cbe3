/** `npm run chaos`: installs what is missing, Redis included, and runs the chaos suite. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
process.exitCode = await runUntilStopped('test/chaos/chaos-main.ts', process.argv.slice(2));
