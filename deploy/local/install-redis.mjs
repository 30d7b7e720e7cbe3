/** Redis for what starts one: the tests, the benchmarks, the chaos suite. */
import { spawnSync } from 'node:child_process';
import { fail } from './bootstrap.mjs';

/** Installs redis-server where that can be done unasked; else ends and says what to do. */
export function installRedis() {
  if (succeeds('redis-server', ['--version'])) return;

  const mayInstall = process.getuid?.() === 0 && succeeds('apt-get', ['--version']);
  if (!mayInstall) {
    fail(
      'This starts redis-server, which is not on PATH. Install it ' +
        '(Debian and Ubuntu: sudo apt-get install redis-server; macOS: brew install redis).',
    );
  }
  console.error('Installing redis-server (apt-get), once');
  if (!aptInstallRedis()) {
    // A fresh machine has no package lists, or old ones.
    apt(['update', '-qq']);
    if (!aptInstallRedis()) fail('apt-get could not install redis-server: install it by hand');
  }
}

function aptInstallRedis() {
  return apt(['install', '-y', '-qq', '--no-install-recommends', 'redis-server']);
}

/** Runs apt-get without questions; its output is shown only when it fails. */
function apt(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
