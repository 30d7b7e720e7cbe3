/** Chromium for the tests that open the console in a browser. */
import { existsSync } from 'node:fs';
import { installPackage, mayInstallPackages, succeeds } from './apt-packages.mjs';

/**
 * Installs Chromium where that can be done unasked. Returns whether it is there now: the tests go on
 * without it, and say what they left out.
 */
export function tryInstallChromium() {
  if (isInstalled()) return true;
  return mayInstallPackages() && installPackage('chromium') && isInstalled();
}

function isInstalled() {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return existsSync(named);
  return succeeds('chromium', ['--version']);
}
