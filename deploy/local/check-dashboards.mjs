/** `npm run dashboards:check`: installs what is missing, Prometheus included, and checks the dashboards. */
import { installDependencies, runToEnd } from './bootstrap.mjs';
import { installPrometheus } from './install-prometheus.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
installRedis();
installPrometheus();
process.exitCode = await runToEnd(
  'test/e2e/dashboards/check-dashboards-main.ts',
  process.argv.slice(2),
);
