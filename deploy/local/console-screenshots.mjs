/** `npm run console:screenshots`: installs what is missing and takes pictures of every page of the console. */
import { fail, installDependencies, runToEnd } from './bootstrap.mjs';
import { buildConsole } from './build-console.mjs';
import { tryInstallChromium } from './install-chromium.mjs';
import { installRedis } from './install-redis.mjs';

installDependencies();
buildConsole();
installRedis();
if (!tryInstallChromium()) {
  fail(
    'This opens pages in Chromium, which is not on PATH. Install it (Debian and Ubuntu: sudo apt-get install ' +
      'chromium), or have CHROMIUM name it.',
  );
}
process.exitCode = await runToEnd('test/e2e/console/screenshots-main.ts', process.argv.slice(2));
