/** Prometheus, with its promtool, for what starts one: `npm run observe` and the tests. */
import { installPackage, mayInstallPackages, succeeds } from './apt-packages.mjs';
import { fail } from './bootstrap.mjs';

const byHand =
  'Debian and Ubuntu: sudo apt-get install prometheus; macOS: brew install prometheus; ' +
  'others: put prometheus and promtool of a release on PATH';

/** Installs Prometheus where that can be done unasked; else ends and says what to do. */
export function installPrometheus() {
  if (!tryInstallPrometheus()) {
    fail(`This starts prometheus, which is not on PATH. Install it (${byHand}).`);
  }
}

/**
 * Installs Prometheus where that can be done unasked. Returns whether it is there now: the tests go on
 * without it, and say what they left out.
 */
export function tryInstallPrometheus() {
  if (isInstalled()) return true;
  return mayInstallPackages() && installPackage('prometheus') && isInstalled();
}

function isInstalled() {
  return succeeds('prometheus', ['--version']) && succeeds('promtool', ['--version']);
}
