/** `npm test`: installs what is missing, Redis and Prometheus included, and runs the tests. */
import { installDependencies, runToEnd } from './bootstrap.mjs';
import { tryInstallPrometheus } from './install-prometheus.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
tryInstallPrometheus();
process.exitCode = await runToEnd('node_modules/vitest/vitest.mjs', [
  'run',
  ...process.argv.slice(2),
]);
