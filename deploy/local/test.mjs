/** `npm test`: installs and builds what is missing, Redis, Prometheus and Chromium included, and runs the tests. */
import { installDependencies, runToEnd } from './bootstrap.mjs';
import { buildConsole } from './build-console.mjs';
import { tryInstallChromium } from './install-chromium.mjs';
import { tryInstallPrometheus } from './install-prometheus.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
buildConsole();
installRedis();
tryInstallPrometheus();
tryInstallChromium();
process.exitCode = await runToEnd('node_modules/vitest/vitest.mjs', [
  'run',
  ...process.argv.slice(2),
]);
