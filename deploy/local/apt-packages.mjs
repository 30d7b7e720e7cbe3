/** Debian packages for what the launchers start. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Asked by packages whether to start their service when they are installed; 101 says no. */
const servicePolicy = '/usr/sbin/policy-rc.d';

/** Whether this process may install packages without asking anybody. */
export function mayInstallPackages() {
  return process.getuid?.() === 0 && succeeds('apt-get', ['--version']);
}

/** Installs a package without starting its system service. Returns whether that worked. */
export function installPackage(name) {
  console.error(`Installing ${name} (apt-get), once`);
  const isOurPolicy = !existsSync(servicePolicy);
  if (isOurPolicy) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    // A fresh machine has no package lists, or old ones.
    return aptInstall(name) || (apt(['update', '-qq']), aptInstall(name));
  } finally {
    if (isOurPolicy) rmSync(servicePolicy, { force: true });
  }
}

/** Whether a command is there and ends well. */
export function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function aptInstall(name) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', name]);
}

/** Runs apt-get without questions; its output is shown only when it fails. */
function apt(args) {
  // Another apt-get may hold the lock for a while.
  const { status, stdout, stderr } = spawnSync(
    'apt-get',
    ['-o', 'DPkg::Lock::Timeout=120', ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}
