/** `npm run metrics`: installs what is missing, Redis included, and lists the metrics of every service. */
import { installDependencies, runToEnd } from './bootstrap.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
process.exitCode = await runToEnd('test/e2e/metrics/metrics-main.ts', process.argv.slice(2));
