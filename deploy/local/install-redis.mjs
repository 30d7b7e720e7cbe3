/** Redis for what starts one: the tests, the benchmarks, the chaos suite. */
import { installPackage, mayInstallPackages, succeeds } from './apt-packages.mjs';
import { fail } from './bootstrap.mjs';

/** Installs redis-server where that can be done unasked; else ends and says what to do. */
export function installRedis() {
  if (succeeds('redis-server', ['--version'])) return;

  if (!mayInstallPackages()) {
    fail(
      'This starts redis-server, which is not on PATH. Install it ' +
        '(Debian and Ubuntu: sudo apt-get install redis-server; macOS: brew install redis).',
    );
  }
  if (!installPackage('redis-server')) {
    fail('apt-get could not install redis-server: install it by hand');
  }
}
