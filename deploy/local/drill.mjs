/** `npm run drill`: installs what is missing, and makes the faults that alerts are about. */
import { installDependencies, runUntilStopped } from './bootstrap.mjs';
import { installPrometheus } from './install-prometheus.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
installPrometheus();
process.exitCode = await runUntilStopped(
  'test/e2e/alerts/drill/drill-main.ts',
  process.argv.slice(2),
);
